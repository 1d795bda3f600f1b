#pragma once

#include "base/clock.hpp"
#include "strategies/concepts.hpp"
#include "strategies/runner.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace crossover::strategies {

/// A loop on which a heartbeat can beat: it can sleep, and tells how many coroutines have not
/// ended.
template <class L>
concept watchable_loop = loop_for<L, wait::timer> && requires(L& l) {
    { l.active() } -> std::convertible_to<std::size_t>;
};

/// How far apart beats are: a hundred times what an idle loop is late, and short against what
/// people call a stall.
inline constexpr std::chrono::nanoseconds heartbeat_interval = std::chrono::milliseconds(1);

/// Falls due every millisecond, and notes how late the loop lets it run, until it is the last
/// coroutine on the loop.
///
/// Beats stand on a fixed grid. A loop that stalls misses several: each of them was late, by one
/// interval less than the one before, and is noted, so that the percentiles speak of moments and
/// not of wake-ups (G. Tene calls the error "coordinated omission").
template <watchable_loop Loop>
typename Loop::coroutine heartbeat(Loop& loop, lag_log& lag) {
    const std::int64_t interval = heartbeat_interval.count();
    std::int64_t due = now_ns() + interval;
    do {
        const wait::timer pause{
            std::chrono::nanoseconds(std::max<std::int64_t>(due - now_ns(), 0))};
        co_await loop.wait(pause, 0);
        for (const std::int64_t now = now_ns(); due <= now; due += interval) {
            lag.add(now - due);
        }
    } while (loop.active() > 1);
}

/// Runs a batch with a heartbeat beside it on the same loop. False, and nothing was run, when the
/// loop cannot be watched.
template <class Loop>
bool run_beside_heartbeat(runner& contender, Loop& loop, const batch& b, lag_log& lag) {
    if constexpr (watchable_loop<Loop>) {
        loop.spawn(heartbeat(loop, lag));
        contender.run(b);
        return true;
    } else {
        return false;
    }
}

} // namespace crossover::strategies
