// io_uring as liburing's documentation recommends for many connections: multishot receives into
// provided buffers, and a send a request.
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "baselines/harness.hpp"
#include "baselines/tcp_socket.hpp"
#include "baselines/uring_ring.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace crossover::baselines {
namespace {

class uring_tcp final : public runner {
public:
    explicit uring_tcp(const work& w)
        : work_(w),
          count_(std::bit_ceil(std::clamp<std::size_t>(w.limit, 16, 4096))),
          memory_(count_ * w.bytes) {
        // What io_uring_setup_buf_ring does, which came with liburing 2.4.
        const std::size_t size = count_ * sizeof(io_uring_buf);
        buffers_.reset(static_cast<io_uring_buf_ring*>(
            std::aligned_alloc(page, (size + page - 1) / page * page)));
        if (!buffers_) {
            throw std::bad_alloc();
        }
        io_uring_buf_ring_init(buffers_.get());
        io_uring_buf_reg how{};
        how.ring_addr = reinterpret_cast<std::uintptr_t>(buffers_.get());
        how.ring_entries = static_cast<unsigned>(count_);
        how.bgid = group;
        uring_check(io_uring_register_buf_ring(ring_.get(), &how, 0),
                    "giving buffers to an io_uring");
        for (std::size_t i = 0; i < count_; ++i) {
            give_back(static_cast<unsigned>(i));
        }
        for (std::size_t i = 0; i < w.limit; ++i) {
            connections_.push_back(
                {connect_to_server(w.port()), std::vector<std::byte>(w.bytes), {}, 0});
            receive(i);
        }
    }

    void run(const batch& b) override {
        std::size_t next = 0;
        std::size_t ended = 0;
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            send_next(i, next, b);
        }
        while (ended < b.tasks) {
            ring_.turn([&](const io_uring_cqe& one) {
                const std::size_t i = one.user_data;
                if (take(i, one)) {
                    const auto reply = wait::decode(connections_[i].header.data());
                    work_.finish(b, reply.index, reply.answer);
                    ++ended;
                    send_next(i, next, b);
                }
            });
        }
    }

private:
    static constexpr int group = 0;
    static constexpr std::size_t page = 4096;

    struct release {
        void operator()(io_uring_buf_ring* pages) const noexcept { std::free(pages); }
    };

    struct connection {
        unique_fd fd;
        std::vector<std::byte> request;
        std::array<std::byte, wait::tcp_min_bytes> header; ///< of the reply
        std::size_t filled;
    };

    void give_back(unsigned buffer) noexcept {
        io_uring_buf_ring_add(buffers_.get(), memory_.data() + buffer * work_.bytes,
                              static_cast<unsigned>(work_.bytes),
                              static_cast<unsigned short>(buffer),
                              io_uring_buf_ring_mask(static_cast<unsigned>(count_)), 0);
        io_uring_buf_ring_advance(buffers_.get(), 1);
    }

    /// One operation that receives until it is out of buffers or the ring out of room.
    void receive(std::size_t i) {
        io_uring_sqe* const entry = ring_.entry();
        io_uring_prep_recv_multishot(entry, connections_[i].fd.get(), nullptr, 0, 0);
        entry->flags |= IOSQE_BUFFER_SELECT;
        entry->buf_group = group;
        entry->user_data = i;
    }

    void send_next(std::size_t i, std::size_t& next, const batch& b) {
        if (next == b.tasks) {
            return;
        }
        connection& c = connections_[i];
        work::begin(b, next);
        const auto delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000);
        wait::encode({.index = next++, .delay_us = delay_us},
                     static_cast<std::uint32_t>(work_.bytes), c.request.data());
        c.filled = 0;
        io_uring_sqe* const entry = ring_.entry();
        io_uring_prep_send(entry, c.fd.get(), c.request.data(), c.request.size(),
                           MSG_WAITALL | MSG_NOSIGNAL);
        entry->flags |= IOSQE_CQE_SKIP_SUCCESS; // so a completion that is no failure has received
        entry->user_data = i;
    }

    /// True when the reply on connection i is whole.
    [[nodiscard]] bool take(std::size_t i, const io_uring_cqe& one) {
        if (one.res <= 0 && one.res != -ENOBUFS) {
            throw error(exit_code::server_failed,
                        "an exchange with the tcp server failed: " +
                            std::string(std::strerror(one.res == 0 ? ECONNRESET : -one.res)));
        }
        if ((one.flags & IORING_CQE_F_MORE) == 0) {
            receive(i);
        }
        if (one.res < 0) {
            return false;
        }
        connection& c = connections_[i];
        const unsigned buffer = one.flags >> IORING_CQE_BUFFER_SHIFT;
        const auto bytes = static_cast<std::size_t>(one.res);
        if (c.filled < c.header.size()) {
            std::memcpy(c.header.data() + c.filled, memory_.data() + buffer * work_.bytes,
                        std::min(bytes, c.header.size() - c.filled));
        }
        c.filled += bytes;
        give_back(buffer);
        return c.filled == work_.bytes;
    }

    const work& work_;
    std::size_t count_; ///< of buffers, each for a whole reply
    std::vector<std::byte> memory_;
    std::unique_ptr<io_uring_buf_ring, release> buffers_; ///< those that are free
    uring_ring ring_; // behind the memory that it writes to: it goes first
    std::vector<connection> connections_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<uring_tcp>(talking);
}
