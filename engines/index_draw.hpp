#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How one worker draws the tasks of a known batch from a counter that it shares with the others.
///
/// One index at a time is fair to long tasks, and makes short ones wait for the counter's cache line. So a worker begins with one,
/// draws twice as many as before while all of them together took at most `short_ns`, and one again when they took more than
/// `long_ns`; never more than a fraction of what is left to each (guided self-scheduling: Polychronopoulos and Kuck, 1987).
/// So tasks longer than `short_ns` are drawn singly, unless they follow short ones in the same draw.
///
/// Each worker has its own; the counter may lie in memory that processes share.
class index_draw {
public:
    struct range {
        std::size_t first = 0;
        std::size_t last = 0; ///< one beyond
        [[nodiscard]] bool empty() const noexcept { return first == last; }
    };

    static constexpr std::size_t most = 64; ///< in one draw
    static constexpr std::int64_t short_ns = 5000; ///< a draw that took no longer may be twice as large the next time
    static constexpr std::int64_t long_ns = 10'000; ///< one that took longer is followed by a single task
    static constexpr std::size_t share = 8; ///< of what is left to each worker, at most so large a part is drawn

    /// `next` counts what has been drawn of `n` tasks; `width` workers draw from it.
    index_draw(std::atomic<std::size_t>& next, std::size_t n, std::size_t width, std::int64_t now = now_ns()) noexcept
        : next_(next), n_(n), shares_(share * std::max<std::size_t>(width, 1)), began_ns_(now) {}

    /// The next tasks to run; those drawn before must have ended. Empty when none is left.
    [[nodiscard]] range take(std::int64_t now = now_ns()) noexcept {
        adapt(now - began_ns_);
        began_ns_ = now;
        const std::size_t fair = (n_ - known_) / shares_;
        const std::size_t count = std::max<std::size_t>(std::min(size_, fair), 1);
        const std::size_t first = std::min(next_.fetch_add(count, std::memory_order_relaxed), n_);
        known_ = std::min(first + count, n_);
        return {first, known_};
    }

private:
    void adapt(std::int64_t took_ns) noexcept {
        if (size_ == 0 || took_ns > long_ns) {
            size_ = 1;
        } else if (took_ns <= short_ns) {
            size_ = std::min(2 * size_, most);
        }
    }

    std::atomic<std::size_t>& next_;
    const std::size_t n_;
    const std::size_t shares_;
    std::size_t known_ = 0; ///< so many have been drawn for certain
    std::size_t size_ = 0; ///< 0: nothing was drawn yet
    std::int64_t began_ns_;
};

} // namespace crossover::engines
