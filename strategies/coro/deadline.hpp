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

template <class Loop>
task<void> cancel_after(Loop& loop, std::chrono::nanoseconds time, scope& watched, bool& late) {
    auto sleep = loop.wait(wait::timer{time}, 0);
    co_await sleep;
    if (!watched.idle()) { // else it has ended, and its awaiter is about to go on
        late = true;
        watched.cancel();
    }
}

} // namespace detail

/// Awaits a task for at most a given time (`asyncio.timeout`): then it is cancelled, with all that
/// it awaits, its clean-ups run to their end, and deadline_exceeded is thrown; an error in a
/// clean-up goes to the caller's scope (scope::suppressed). A task that yields a value although it
/// was cancelled has its value. For a batch: `with_deadline(loop, 1s, gather(...))`.
template <class Loop, class T>
task<T> with_deadline(Loop& loop, std::chrono::nanoseconds after, task<T> work) {
    scope& mine = co_await this_scope{};
    nested_scope working(mine);
    nested_scope watching(mine);
    bool late = false;
    watching.spawn(detail::cancel_after(loop, after, working, late));
    working.start(work);
    const bool cancelled_outside = co_await working.ended();
    watching.cancel();
    co_await watching.ended();
    if (late && work.failure() && !cancelled_outside) {
        throw deadline_exceeded(after);
    }
    working.rethrow(cancelled_outside);
    co_return work.result();
}

} // namespace crossover::coro
