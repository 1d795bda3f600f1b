#pragma once

#include "base/error.hpp"

#include <cerrno>
#include <cstring>
#include <liburing.h>
#include <string>

namespace crossover::baselines {

inline void uring_check(int result, const char* attempted) {
    if (result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY) {
        throw_errno(-result, attempted);
    }
}

/// An io_uring as liburing's documentation recommends it for one thread: completions are worked on
/// when asked for (Linux 6.1).
class uring_ring {
public:
    /// Throws error(machine_limit) when the kernel does not let this process have one.
    uring_ring() {
        io_uring_params how{};
        how.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE;
        how.cq_entries = 8192;
        if (const int made = io_uring_queue_init_params(128, &ring_, &how); made < 0) {
            throw error(exit_code::machine_limit,
                        std::string("the system gives this process no io_uring: ") +
                            std::strerror(-made));
        }
    }
    uring_ring(const uring_ring&) = delete;
    uring_ring& operator=(const uring_ring&) = delete;
    ~uring_ring() { io_uring_queue_exit(&ring_); }

    [[nodiscard]] io_uring* get() noexcept { return &ring_; }

    /// An entry to fill; those before it are handed over when there is no room.
    io_uring_sqe* entry() {
        io_uring_sqe* free = io_uring_get_sqe(&ring_);
        for (; free == nullptr; free = io_uring_get_sqe(&ring_)) {
            uring_check(io_uring_submit(&ring_), "submitting to an io_uring");
        }
        return free;
    }

    /// Hands all entries over and waits for a completion; then calls handle(completion) for each
    /// that is there.
    template <class Handle>
    void turn(const Handle& handle) {
        uring_check(io_uring_submit_and_wait(&ring_, 1), "waiting for an io_uring");
        io_uring_cqe* seen = nullptr;
        while (io_uring_peek_cqe(&ring_, &seen) == 0) {
            const io_uring_cqe one{
                .user_data = seen->user_data, .res = seen->res, .flags = seen->flags};
            io_uring_cqe_seen(&ring_, seen);
            handle(one);
        }
    }

private:
    io_uring ring_{};
};

} // namespace crossover::baselines
