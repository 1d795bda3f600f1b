#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"
#include "strategies/stop.hpp"
#include "workloads/wait.hpp"

#include <chrono>
#include <utility>

namespace crossover::coro {

using crossover::deadline_exceeded;

namespace detail {

/// Cancels what has not ended and is not being cancelled for another reason, which came first.
inline void cancel_late(scope& watched, bool& late) noexcept {
    if (!watched.idle() && !watched.is_cancelled()) {
        late = true;
        watched.cancel();
    }
}

template <class Loop>
task<void> cancel_after(Loop& loop, std::chrono::nanoseconds time, scope& watched, bool& late) {
    auto sleep = loop.wait(wait::timer{time}, 0);
    co_await sleep;
    cancel_late(watched, late);
}

} // namespace detail

/// Awaits a task for at most a given time (`asyncio.timeout`): then it is cancelled, with all that
/// it awaits, its clean-ups run to their end, and deadline_exceeded is thrown; an error in a
/// clean-up goes to the caller's scope (scope::suppressed). A task that yields a value although it
/// was cancelled has its value. For a batch: `with_deadline(loop, 1s, gather(...))`.
///
/// A deadline that has passed already (0 or less) lets the task run to its first wait, and no
/// further; `nanoseconds::max()` never comes.
template <class Loop, class T>
task<T> with_deadline(Loop& loop, std::chrono::nanoseconds after, task<T> work) {
    scope& mine = co_await this_scope{};
    nested_scope working(mine);
    nested_scope watching(mine);
    bool late = false;
    working.start(work);
    if (after <= std::chrono::nanoseconds::zero()) {
        detail::cancel_late(working, late);
    } else if (!working.idle()) {
        watching.spawn(detail::cancel_after(loop, after, working, late));
    }
    const bool cancelled_outside = co_await working.ended();
    watching.cancel();
    co_await watching.ended();
    const bool nothing_there = work.failure() || working.has_refused();
    if (late && !cancelled_outside && nothing_there) {
        throw deadline_exceeded(after);
    }
    // A cancellation that comes while the work ends with a value takes nothing away: it is met at
    // the next wait.
    working.rethrow(cancelled_outside && nothing_there);
    co_return work.result();
}

} // namespace crossover::coro
