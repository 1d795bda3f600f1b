#pragma once

#include "base/clock.hpp"
#include "engines/support/adaptive_chunk.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How one worker takes the tasks of a known batch from a counter that it shares with the others:
/// guided self-scheduling (Polychronopoulos and Kuck, 1987; `schedule(guided)` of OpenMP), in
/// chunks that are bounded by time as well.
///
/// One index at a time is fair to long tasks, and makes short ones wait for the counter's cache
/// line. So a worker draws a chunk of them; never more than a fraction of what is left to each.
/// Tasks longer than `short_ns` are drawn singly, unless they follow short ones in the same draw.
///
/// Each worker has its own; the counter may lie in memory that processes share.
class guided_schedule {
public:
    struct range {
        std::size_t first = 0;
        std::size_t last = 0; ///< one beyond
        [[nodiscard]] bool empty() const noexcept { return first == last; }
    };

    static constexpr std::size_t most = 64; ///< in one draw
    static constexpr std::int64_t short_ns =
        5000; ///< a draw that took no longer may be twice as large the next time
    static constexpr std::size_t share =
        8; ///< of what is left to each worker, at most so large a part is drawn

    /// `next` counts what has been drawn of `n` tasks; `width` workers draw from it.
    guided_schedule(std::atomic<std::size_t>& next, std::size_t n, std::size_t width,
                    std::int64_t now = now_ns()) noexcept
        : next_(next),
          n_(n),
          shares_(share * std::max<std::size_t>(width, 1)),
          chunk_(most, short_ns, now) {}

    /// The next tasks to run; those drawn before must have ended. Empty when none is left.
    [[nodiscard]] range take(std::int64_t now = now_ns()) noexcept {
        const std::size_t fair = (n_ - known_) / shares_;
        const std::size_t count = std::max<std::size_t>(std::min(chunk_.next(now), fair), 1);
        const std::size_t first = std::min(next_.fetch_add(count, std::memory_order_relaxed), n_);
        known_ = std::min(first + count, n_);
        return {first, known_};
    }

private:
    std::atomic<std::size_t>& next_;
    const std::size_t n_;
    const std::size_t shares_;
    std::size_t known_ = 0; ///< so many have been drawn for certain
    timed_chunk chunk_;
};

} // namespace crossover::engines
