#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <utility>

namespace crossover::coro {

/// Awaits a task that the cancellation of the caller's scope does not reach: so that a clean-up can
/// await what it must (`asyncio.shield`, but the caller waits for the end, helpers that the task
/// has spawned included). What may never end should have a deadline inside:
/// `shielded(with_deadline(loop, 1s, close()))`.
template <class T>
task<T> shielded(task<T> clean_up) {
    nested_scope sheltered(co_await this_scope{});
    sheltered.start(clean_up);
    co_await sheltered.ended_shielded();
    sheltered.rethrow(false);
    co_return clean_up.result();
}

} // namespace crossover::coro
