#pragma once

#include "engines/uring/operation.hpp"
#include "engines/uring/ring.hpp"
#include "workloads/support/dialogue.hpp"

#include <cstdint>
#include <liburing.h>
#include <poll.h>

namespace crossover::engines {

/// Watches the descriptor of a dialogue by a poll that ends with its first event: one entry of the
/// ring, no system call of its own, and nothing that stays. `Owner` gets `ready(number)` from the
/// loop.
template <class Owner>
class uring_readiness {
public:
    uring_readiness(Owner& /*owner*/, uring& ring, std::uint32_t slot) noexcept
        : ring_(ring), slot_(slot) {}
    uring_readiness(const uring_readiness&) = delete;
    uring_readiness& operator=(const uring_readiness&) = delete;

    void watch(int fd, wait::next_step::need what) {
        io_uring_sqe& entry = ring_.entry();
        io_uring_prep_poll_add(&entry, fd,
                               what == wait::next_step::need::readable ? POLLIN : POLLOUT);
        ++number_;
        entry.user_data = user_data();
        waiting_ = true;
    }

    [[nodiscard]] bool is_waiting() const noexcept { return waiting_; }

    /// Whether the poll of that number is the present one; it has ended then.
    [[nodiscard]] bool ended(std::uint32_t number) noexcept {
        const bool present = waiting_ && number == number_;
        waiting_ = waiting_ && !present;
        return present;
    }

    /// The poll's entry names the descriptor, whose number may soon be another's: so it is handed
    /// over first.
    void let_go() noexcept {
        if (waiting_) {
            waiting_ = false;
            ring_.submit();
            ring_.cancel(user_data());
        }
    }

private:
    [[nodiscard]] std::uint64_t user_data() const noexcept {
        return operation{.what = operation::kind::poll, .slot = slot_, .generation = number_}
            .packed();
    }

    uring& ring_;
    std::uint32_t slot_;
    std::uint32_t number_ = 0; ///< counts the polls: tells what a late completion belongs to
    bool waiting_ = false;
};

} // namespace crossover::engines
