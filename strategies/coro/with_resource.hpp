#pragma once

#include "strategies/coro/outcome.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/settled.hpp"
#include "strategies/coro/shielded.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <concepts>
#include <type_traits>
#include <utility>

namespace crossover::coro {

/// An async resource guard (`async with`): awaits `acquire()`, which yields the resource; then
/// `use(resource)`; then, on success, error and cancellation alike, `release(resource)`, which may
/// await and is shielded from cancellation. All three are coroutines.
///
/// Yields what `use` yields. An error of `use` is rethrown as itself, and one of `release` then
/// goes to the caller's scope (scope::suppressed); after a success an error of `release` is thrown.
/// A function that throws before it is a coroutine has failed like one that throws later. When
/// `acquire` fails or is cancelled, there is nothing to release. Functions and resource live in the
/// frame of this call.
template <class Acquire, class Use, class Release, class Resource = detail::awaited_t<Acquire>,
          class Value = detail::awaited_t<Use, Resource&>>
task<Value> with_resource(Acquire acquire, Use use, Release release) {
    static_assert(is_task<std::invoke_result_t<Acquire&>>,
                  "`acquire()` of with_resource returns a coro::task");
    static_assert(is_task<std::invoke_result_t<Use&, Resource&>>,
                  "`use(resource)` of with_resource returns a coro::task");
    static_assert(std::same_as<std::invoke_result_t<Release&, Resource&>, task<void>>,
                  "`release(resource)` of with_resource returns a coro::task<void>");
    scope& mine = co_await this_scope{};
    Resource resource = co_await acquire();
    auto begin_use = [&] { return use(resource); };
    outcome<Value> used = co_await detail::settled_call(begin_use);
    auto begin_release = [&] { return shielded(release(resource)); };
    outcome<void> released = co_await detail::settled_call(begin_release);
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
