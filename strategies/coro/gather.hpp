#pragma once

#include "strategies/coro/outcome.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <tuple>
#include <utility>
#include <vector>

/// Many tasks at once, awaited together: `asyncio.gather`. A task costs its own frame and a
/// pointer, nothing more.
///
/// The tasks run in a scope of their own on the loop of the caller, in whose scope cancellation
/// reaches them. However the call ends, all of them have ended before, clean-ups included. Failures
/// that cannot be thrown because one is under way already are handed to the caller's scope
/// (scope::suppressed).
///
/// A task may cancel the scope that they share, or spawn a helper there that fails: what that kept
/// from starting has ended by `never_started`, and what that cut short by `cancelled`.
namespace crossover::coro {

/// Runs all tasks at once and yields their values in the order of the arguments. The first task
/// that fails cancels the others, and its error is rethrown as itself. Throws `cancelled` when a
/// task has no value for that reason alone.
template <class T>
task<std::vector<T>> gather(std::vector<task<T>> tasks) {
    nested_scope running(co_await this_scope{});
    for (auto& each : tasks) {
        running.start(each);
    }
    running.rethrow(co_await running.ended());
    std::vector<T> values;
    values.reserve(tasks.size());
    for (auto& each : tasks) {
        values.push_back(each.result());
    }
    co_return values;
}

/// The same for tasks that yield nothing.
inline task<void> gather(std::vector<task<void>> tasks) {
    nested_scope running(co_await this_scope{});
    for (auto& each : tasks) {
        running.start(each);
    }
    running.rethrow(co_await running.ended());
    for (auto& each : tasks) {
        each.result(); // nothing but what was cancelled throws here
    }
}

/// The same for tasks of different types: yields a tuple, in which std::monostate stands for void.
template <class... T>
task<std::tuple<regular<T>...>> gather(task<T>... tasks) {
    nested_scope running(co_await this_scope{});
    (running.start(tasks), ...);
    running.rethrow(co_await running.ended());
    co_return std::tuple<regular<T>...>{detail::regular_result(tasks)...};
}

/// Runs all tasks at once and yields every outcome, errors included, in the order of the arguments:
/// none of them cancels anything (`asyncio.gather(return_exceptions=True)`). Throws only
/// `cancelled`, when the caller is cancelled; errors then go to its scope, and so does one of a
/// helper that a task has spawned in the shared scope.
template <class T>
task<std::vector<outcome<T>>> collect(std::vector<task<T>> tasks) {
    scope& mine = co_await this_scope{};
    collecting_scope running(mine);
    for (auto& each : tasks) {
        running.start(each);
    }
    const bool cancelled_outside = co_await running.ended();
    std::vector<outcome<T>> outcomes;
    outcomes.reserve(tasks.size());
    for (auto& each : tasks) {
        if (!cancelled_outside) {
            outcomes.push_back(outcome<T>::of(each));
        } else if (each.failure() && !is_cancellation(each.failure())) {
            mine.suppress(each.failure());
        }
    }
    if (cancelled_outside) {
        throw cancelled{};
    }
    co_return outcomes;
}

} // namespace crossover::coro
