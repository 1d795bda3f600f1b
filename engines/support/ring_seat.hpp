#pragma once

#include "base/clock.hpp"
#include "engines/support/stretch.hpp"
#include "engines/support/task_ring.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How one consumer takes tasks from a ring: short ones in ranges, long ones singly. Whenever its
/// range is used up it looks at another's, each in its turn, and helps where one has fallen behind:
/// what a long task holds up does not wait for its end.
class ring_seat {
public:
    /// A range that took no longer may be twice as large the next time. Longer than that of
    /// index_draw, for others can take from a range.
    static constexpr std::int64_t short_ns = 20'000;

    ring_seat(task_ring& ring, std::size_t consumer) noexcept
        : ring_(ring),
          consumer_(consumer),
          other_(consumer),
          stretch_(task_ring::most, short_ns, 0) {}

    /// Takes a task: one of its own, else one that nobody has claimed. False when there was none.
    bool take(task_ring::entry& task) noexcept {
        return ring_.take_own(consumer_, task) || take_new(task, now_ns());
    }

    /// The same when nothing is left of its own range.
    bool take_new(task_ring::entry& task, std::int64_t now) noexcept {
        const std::size_t count = stretch_.next(now);
        other_ = ring_.after(other_);
        return (other_ != consumer_ && ring_.help(other_, task)) ||
               ring_.claim(consumer_, count, task);
    }

    /// Takes a task that nobody has claimed: for who looks again and again.
    bool take_unclaimed(task_ring::entry& task) noexcept { return ring_.claim(consumer_, 1, task); }

    /// Takes any task. False when there was none at all, claimed or not.
    bool take_any(task_ring::entry& task) noexcept {
        return take_unclaimed(task) || ring_.steal(consumer_, task);
    }

private:
    task_ring& ring_;
    const std::size_t consumer_;
    std::size_t other_; ///< whose range it looked at last
    stretch stretch_;
};

} // namespace crossover::engines
