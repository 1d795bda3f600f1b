#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "engines/support/dialogue_wait.hpp"
#include "engines/support/loop_core.hpp"
#include "engines/support/loopback.hpp"
#include "engines/uring/file.hpp"
#include "engines/uring/operation.hpp"
#include "engines/uring/readiness.hpp"
#include "engines/uring/reply_buffers.hpp"
#include "engines/uring/ring.hpp"
#include "engines/uring/tcp.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace crossover::engines {

/// Our coroutines on an io_uring, turned by the thread that made it. A turn is one system call: it
/// hands over what the tasks have asked for since the last one, and waits for completions or for
/// the next sleeper's time.
class uring_loop : public loop_core<uring_loop> {
public:
    static constexpr int reply_group = reply_buffers::group;

    /// Throws error(machine_limit) when the kernel has no io_uring for this process.
    uring_loop() : wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
        if (!wake_fd_) {
            throw_errno(errno, "creating an eventfd");
        }
        watch_wakes();
    }

    /// The kernel may still write into the buffers of reads that were given up: they are waited
    /// for.
    ~uring_loop() {
        while (std::ranges::any_of(files_, [](const auto& slot) { return slot.is_busy(); })) {
            ring_.submit_and_wait(deadline_queue::never);
            ring_.for_each_completion(
                [this](std::uint64_t user_data, int result, unsigned /*flags*/) {
                    if (const auto which = operation::unpacked(user_data);
                        which.what == operation::kind::read) {
                        files_[which.slot].completed(which.generation, result);
                    }
                });
        }
    }

    using loop_core::open;
    using loop_core::wait;

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed).
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        if (!replies_) {
            replies_.emplace(ring_, e.bytes, slots);
        }
        while (connections_.size() < slots) {
            connections_.emplace_back(*this, static_cast<std::uint32_t>(connections_.size()), e);
        }
        ring_.submit();
    }

    [[nodiscard]] exchange_wait<uring_connection<uring_loop>> wait(wait::tcp w,
                                                                   std::size_t slot) noexcept {
        return exchange_wait<uring_connection<uring_loop>>(connections_[slot], w);
    }

    /// Makes a buffer for each slot.
    void open(wait::file::endpoint e, std::size_t slots) {
        while (files_.size() < slots) {
            files_.emplace_back(*this, static_cast<std::uint32_t>(files_.size()), e);
        }
    }

    [[nodiscard]] file_wait<uring_file_slot<uring_loop>> wait(wait::file w,
                                                              std::size_t slot) noexcept {
        return {files_[slot], w};
    }

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open
    /// throws.
    void open(wait::dialogue::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (dialogues_.size() < slots) {
            dialogues_.emplace_back(*this, e.source->open(wait::dialogue_source::use::steps), ring_,
                                    static_cast<std::uint32_t>(dialogues_.size()));
        }
    }

    [[nodiscard]] dialogue_wait<dialogue_slot<uring_loop, uring_readiness>>
    wait(wait::dialogue w, std::size_t slot) noexcept {
        return {dialogues_[slot], w};
    }

    [[nodiscard]] uring& ring() noexcept { return ring_; }
    [[nodiscard]] const reply_buffers& replies() const noexcept { return *replies_; }

private:
    friend loop_core;
    friend uring_connection<uring_loop>;
    friend uring_file_slot<uring_loop>;
    friend dialogue_slot<uring_loop, uring_readiness>;

    void arm(std::int64_t deadline_ns) noexcept { armed_ns_ = deadline_ns; }

    void turn() {
        turning_ = true;
        while (turning_) {
            ring_.submit_and_wait(armed_ns_);
            ring_.for_each_completion([this](std::uint64_t user_data, int result, unsigned flags) {
                completed(operation::unpacked(user_data), result, flags);
            });
            if (armed_ns_ != deadline_queue::never && now_ns() >= armed_ns_) {
                armed_ns_ = deadline_queue::never;
                expire();
            }
        }
    }

    void stop() noexcept { turning_ = false; }

    void completed(operation which, int result, unsigned flags) {
        if (which.what == operation::kind::wake) {
            if ((flags & IORING_CQE_F_MORE) == 0) {
                watch_wakes();
            }
            receive();
            return;
        }
        if (which.what == operation::kind::read) {
            files_[which.slot].completed(which.generation, result);
            return;
        }
        if (which.what == operation::kind::poll) {
            dialogues_[which.slot].ready(
                which.generation); // an error is news as well: the dialogue looks for itself
            return;
        }
        if (auto& connection = connections_[which.slot];
            connection.generation() == which.generation) {
            connection.completed(which.what, result, flags);
        }
        if ((flags & IORING_CQE_F_BUFFER) != 0) {
            replies_->give_back(flags >> IORING_CQE_BUFFER_SHIFT);
        }
    }

    /// The eventfd is never read: each write to it wakes its poll anew.
    void watch_wakes() {
        io_uring_sqe& entry = ring_.entry();
        io_uring_prep_poll_multishot(&entry, wake_fd_.get(), POLLIN);
        entry.user_data = operation{.what = operation::kind::wake}.packed();
    }

    void wake() noexcept { ::eventfd_write(wake_fd_.get(), 1); }

    uring ring_;
    unique_fd wake_fd_;
    std::int64_t armed_ns_ = deadline_queue::never;
    bool turning_ = false;
    std::optional<reply_buffers> replies_;
    std::deque<uring_connection<uring_loop>> connections_; // a deque: waits under way point at them
    std::deque<uring_file_slot<uring_loop>> files_; // as well
    std::deque<dialogue_slot<uring_loop, uring_readiness>> dialogues_; // as well
};

} // namespace crossover::engines
