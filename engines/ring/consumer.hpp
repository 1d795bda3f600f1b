#pragma once

#include "base/clock.hpp"
#include "engines/ring/task_ring.hpp"
#include "engines/support/adaptive_chunk.hpp"
#include "engines/support/small_task.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How one consumer takes tasks from a ring: short ones in ranges, long ones singly. Whenever its
/// range is used up it looks at another's, each in its turn, and helps where one has fallen behind:
/// what a long task holds up does not wait for its end.
class ring_consumer {
public:
    /// A range that took no longer may be twice as large the next time. Longer than
    /// guided_schedule's, for others can take from a range.
    static constexpr std::int64_t short_ns = 20'000;

    ring_consumer(task_ring& ring, std::size_t consumer) noexcept
        : ring_(ring),
          consumer_(consumer),
          other_(consumer),
          chunk_(task_ring::most, short_ns, 0) {}

    /// Takes a task: one of its own, else one that nobody has claimed. False when there was none.
    bool take(small_task& task) noexcept {
        return ring_.take_own(consumer_, task) || take_new(task, now_ns());
    }

    /// The same when nothing is left of its own range.
    bool take_new(small_task& task, std::int64_t now) noexcept {
        const std::size_t count = chunk_.next(now);
        other_ = ring_.after(other_);
        return (other_ != consumer_ && ring_.help(other_, task)) ||
               ring_.claim(consumer_, count, task);
    }

    /// Takes a task that nobody has claimed: for who looks again and again.
    bool take_unclaimed(small_task& task) noexcept { return ring_.claim(consumer_, 1, task); }

    /// Takes any task. False when there was none at all, claimed or not.
    bool take_any(small_task& task) noexcept {
        return take_unclaimed(task) || ring_.steal(consumer_, task);
    }

private:
    task_ring& ring_;
    const std::size_t consumer_;
    std::size_t other_; ///< whose range it looked at last
    timed_chunk chunk_;
};

} // namespace crossover::engines
