#pragma once

#include "strategies/coro/outcome.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/settled.hpp"
#include "strategies/coro/shielded.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <type_traits>
#include <utility>

namespace crossover::coro {

/// An async resource guard (`async with`): awaits `acquire()`, which yields the resource; then
/// `use(resource)`; then, on success, error and cancellation alike, `release(resource)`, which may
/// await and is shielded from cancellation. All three are coroutines.
///
/// Yields what `use` yields. An error of `use` is rethrown as itself, and one of `release` then
/// goes to the caller's scope (scope::suppressed); after a success an error of `release` is thrown.
/// When `acquire` fails or is cancelled, there is nothing to release. Functions and resource live
/// in the frame of this call.
template <class Acquire, class Use, class Release,
          class Resource = typename std::invoke_result_t<Acquire&>::value_type,
          class Value = typename std::invoke_result_t<Use&, Resource&>::value_type>
task<Value> with_resource(Acquire acquire, Use use, Release release) {
    scope& mine = co_await this_scope{};
    Resource resource = co_await acquire();
    outcome<Value> used = co_await settled(use(resource));
    outcome<void> released = co_await settled(shielded(release(resource)));
    if (used.ok()) {
        released.value();
    } else if (!released.ok()) {
        mine.suppress(released.failure());
    }
    if constexpr (std::is_void_v<Value>) {
        used.value();
    } else {
        co_return std::move(used.value());
    }
}

} // namespace crossover::coro
