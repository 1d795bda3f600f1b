#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace crossover::coro {

/// Runs `body(scope&)`, a coroutine, in a new scope, and yields its value once every task that was
/// spawned there has ended: the scope cannot go while a child is active (`asyncio.TaskGroup`,
/// Trio's nursery).
///
/// The first error, be it of the body or of a child, cancels all others and is rethrown as itself;
/// later ones go to the caller's scope (scope::suppressed). Cancellation of the caller reaches body
/// and children. `body` is kept until the end, so that it may be a capturing lambda; what it throws
/// before it is a coroutine is an error like any other.
template <class Body>
task<detail::awaited_t<Body, scope&>> with_scope(Body body) {
    static_assert(is_task<std::invoke_result_t<Body&, scope&>>,
                  "`body(scope&)` of with_scope returns a coro::task");
    nested_scope inner(co_await this_scope{});
    std::optional<std::invoke_result_t<Body&, scope&>> own;
    try {
        own.emplace(body(static_cast<scope&>(inner)));
        inner.start(*own);
    } catch (...) {
        inner.fail(std::current_exception()); // it may have spawned tasks before
    }
    inner.rethrow(co_await inner.ended());
    if (!own) {
        throw cancelled{}; // which `body` threw itself, in a scope that it had cancelled
    }
    co_return own->result();
}

} // namespace crossover::coro
