#pragma once

#include "base/unique_fd.hpp"
#include "engines/support/exchange_wait.hpp"
#include "engines/support/loopback.hpp"
#include "engines/uring/operation.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <liburing.h>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One connection to the server. It is received from all the time by one operation of the ring
/// (multishot), and a request is one entry whose success is not reported: so an exchange costs one
/// entry, one completion, and a share of a system call. When a wait on it is cancelled it is
/// closed, because the reply may still come, and opened again by the next exchange.
template <class Loop>
class uring_connection {
public:
    using failure = int; ///< errno
    using waiter = exchange_wait<uring_connection>;

    uring_connection(Loop& loop, std::uint32_t slot, wait::tcp::endpoint e)
        : loop_(loop), message_(e.bytes), slot_(slot), port_(e.port) {
        connect();
    }

    [[nodiscard]] static std::string text(failure failed) { return std::strerror(failed); }
    [[nodiscard]] Loop& loop() noexcept { return loop_; }

    /// Sends the request of a wait in the loop's next turn, and leads to its `end`.
    void exchange(waiter& waiting, wait::tcp w) {
        if (!fd_) {
            connect();
        }
        waiter_ = &waiting;
        filled_ = 0;
        wait::encode(w, static_cast<std::uint32_t>(message_.size()), message_.data());
        io_uring_sqe& entry = loop_.ring().entry();
        // All of it or an error: the kernel goes on when a large message does not fit into the
        // socket's buffer.
        io_uring_prep_send(&entry, fd_.get(), message_.data(), message_.size(),
                           MSG_WAITALL | MSG_NOSIGNAL);
        entry.flags |= IOSQE_CQE_SKIP_SUCCESS;
        entry.user_data = operation_of(operation::kind::send).packed();
    }

    /// Gives the exchange up, if there is one. What is still under way ends soon, and is told by
    /// its old generation.
    void abandon() noexcept {
        waiter_ = nullptr;
        close();
    }

    /// Of an operation of this connection, in its present generation.
    void completed(operation::kind what, int result, unsigned flags) {
        if (what == operation::kind::send) {
            end(result < 0 ? -result : EPIPE); // only failures are reported
            return;
        }
        if (result <= 0) {
            if (result == -ENOBUFS) { // every buffer is filled, and given back later in this turn
                receive();
            } else {
                end(result < 0 ? -result : ECONNRESET);
            }
            return;
        }
        if ((flags & IORING_CQE_F_MORE) == 0) {
            receive();
        }
        take(loop_.replies().filled(flags >> IORING_CQE_BUFFER_SHIFT,
                                    static_cast<std::size_t>(result)));
    }

    [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }

private:
    void connect() {
        fd_ = connect_loopback(port_);
        receive();
    }

    void receive() {
        io_uring_sqe& entry = loop_.ring().entry();
        io_uring_prep_recv_multishot(&entry, fd_.get(), nullptr, 0, 0);
        entry.flags |= IOSQE_BUFFER_SELECT;
        entry.buf_group = static_cast<std::uint16_t>(Loop::reply_group);
        entry.user_data = operation_of(operation::kind::receive).packed();
    }

    /// Only the header of a reply says anything: the rest of a long one is counted.
    void take(std::span<const std::byte> bytes) {
        if (filled_ < header_.size()) {
            const std::size_t missing = std::min(header_.size() - filled_, bytes.size());
            std::memcpy(header_.data() + filled_, bytes.data(), missing);
        }
        filled_ += bytes.size();
        if (waiter_ == nullptr || filled_ > message_.size()) {
            end(EPROTO); // bytes that nobody asked for
        } else if (filled_ == message_.size()) {
            finish(0);
        }
    }

    /// The connection is of no use any more; a new one for whoever comes next.
    void end(failure failed) {
        close();
        if (waiter_ != nullptr) {
            finish(failed);
        }
    }

    void finish(failure failed) {
        std::exchange(waiter_, nullptr)->end(failed, wait::decode(header_.data()).answer);
        loop_.finish_turn();
    }

    void close() noexcept {
        if (fd_) {
            loop_.ring()
                .submit(); // entries name the descriptor, whose number may soon be another's
            loop_.ring().cancel(operation_of(operation::kind::receive).packed());
            loop_.ring().cancel(operation_of(operation::kind::send).packed());
            fd_.reset();
            ++generation_;
        }
    }

    [[nodiscard]] operation operation_of(operation::kind what) const noexcept {
        return {.what = what, .slot = slot_, .generation = generation_};
    }

    Loop& loop_;
    unique_fd fd_;
    std::vector<std::byte> message_;
    std::array<std::byte, wait::tcp_min_bytes> header_{}; ///< of the reply
    std::size_t filled_ = 0; ///< bytes of the reply that have come
    waiter* waiter_ = nullptr;
    std::uint32_t slot_;
    std::uint32_t generation_ =
        0; ///< counts the descriptors it had: tells what a late completion belongs to
    std::uint16_t port_;
};

} // namespace crossover::engines
