#pragma once

#include "base/clock.hpp"
#include "base/deadline_queue.hpp"
#include "base/error.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <liburing.h>
#include <string>

namespace crossover::engines {

/// Owns an io_uring: entries go in, completions come out. Belongs to the thread that makes it.
class uring {
public:
    /// Throws error(machine_limit) when the kernel has no io_uring for this process.
    uring() {
        if (const int made = set_up(ring_); made < 0) {
            throw error(exit_code::machine_limit, refusal(-made));
        }
    }
    uring(const uring&) = delete;
    uring& operator=(const uring&) = delete;

    /// Cancels what is under way: the kernel does not touch its memory any more. Entries that were
    /// not handed over are dropped.
    ~uring() {
        cancel(0, IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
        io_uring_queue_exit(&ring_);
    }

    /// Why this process cannot have an io_uring; empty when it can.
    static std::string unavailable() {
        io_uring tried{};
        if (const int made = set_up(tried); made < 0) {
            return refusal(-made);
        }
        io_uring_queue_exit(&tried);
        return {};
    }

    /// A cleared entry, which the next `submit_and_wait` hands to the kernel. When all are taken it
    /// hands them over now.
    io_uring_sqe& entry() {
        io_uring_sqe* free = io_uring_get_sqe(&ring_);
        while (free == nullptr) {
            submit();
            free = io_uring_get_sqe(&ring_);
        }
        return *free;
    }

    /// Hands all entries over, which begins them. Waits for nothing.
    void submit() { require(io_uring_submit(&ring_), "submitting to an io_uring"); }

    /// Hands all entries over, and waits until there is a completion or the steady clock reads
    /// `until_ns`.
    void submit_and_wait(std::int64_t until_ns) {
        if (until_ns == deadline_queue::never) {
            require(io_uring_submit_and_wait(&ring_, 1), "waiting for an io_uring");
            return;
        }
        const std::int64_t now = now_ns();
        if (until_ns <= now) { // however long ago: a difference of the two may be none
            require(io_uring_submit_and_get_events(&ring_), "asking an io_uring");
            return;
        }
        const timespec left = to_timespec(until_ns - now);
        __kernel_timespec time{.tv_sec = left.tv_sec, .tv_nsec = left.tv_nsec};
        io_uring_cqe* first = nullptr;
        require(io_uring_submit_and_wait_timeout(&ring_, &first, 1, &time, nullptr),
                "waiting for an io_uring");
    }

    /// Calls handle(user_data, result, flags) for each completion that is there, those that it
    /// causes included.
    template <class Handle>
    void for_each_completion(const Handle& handle) {
        io_uring_cqe* seen = nullptr;
        while (io_uring_peek_cqe(&ring_, &seen) == 0) {
            const io_uring_cqe one = *seen;
            io_uring_cqe_seen(&ring_, seen);
            handle(one.user_data, one.res, one.flags);
        }
    }

    /// Cancels the operation that was begun with this user_data, if it is still under way: its
    /// memory is not touched any more. Its completion comes later. Unlike an entry that cancels, it
    /// is looked up at once, and by its number: that does not grow with their number.
    void cancel(std::uint64_t user_data) noexcept { cancel(user_data, 0); }

    [[nodiscard]] io_uring& get() noexcept { return ring_; }

private:
    /// How many requests are begun with one system call. 128 of them take about as long as a
    /// wake-up of the server.
    static constexpr unsigned entries = 128;
    /// Room for what ends while the loop is busy. More is kept by the kernel, at a price: a
    /// receiver then stops and is begun again.
    static constexpr unsigned completions = 8192;

    /// The kernel does the work of completions only when asked, on the thread that asks
    /// (Linux 6.1): no interruption, no lock.
    static int set_up(io_uring& ring) {
        io_uring_params how{};
        how.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                    IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE;
        how.cq_entries = completions;
        return io_uring_queue_init_params(entries, &ring, &how);
    }

    static std::string refusal(int number) {
        switch (number) {
        case ENOSYS:
        case EPERM:
        case EACCES:
            return std::string("this system does not let the process use io_uring (") +
                   std::strerror(number) +
                   "): allow io_uring_setup in the container's seccomp profile, and see "
                   "kernel.io_uring_disabled";
        case EINVAL:
            return "the kernel's io_uring is too old: Linux 6.1 or newer is needed";
        case ENOMEM:
            return "an io_uring does not fit into the locked memory that the process may have: "
                   "raise ulimit -l";
        default:
            return std::string("an io_uring could not be made: ") + std::strerror(number);
        }
    }

    void cancel(std::uint64_t user_data, unsigned flags) noexcept {
        io_uring_sync_cancel_reg which{};
        which.addr = user_data;
        which.flags = flags;
        which.fd = -1;
        which.timeout = {.tv_sec = -1, .tv_nsec = -1}; // none
        io_uring_register_sync_cancel(&ring_, &which); // what is not found has ended already
    }

    /// A time-out, a signal, and a kernel that wants its completions fetched first are no errors.
    static void require(int result, const char* attempted) {
        if (result < 0 && result != -ETIME && result != -EINTR && result != -EAGAIN &&
            result != -EBUSY) {
            throw_errno(-result, attempted);
        }
    }

    io_uring ring_{};
};

} // namespace crossover::engines
