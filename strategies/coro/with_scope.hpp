#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <type_traits>
#include <utility>

namespace crossover::coro {

/// Runs `body(scope&)`, a coroutine, in a new scope, and yields its value once every task that was
/// spawned there has ended: the scope cannot go while a child is active (`asyncio.TaskGroup`,
/// Trio's nursery).
///
/// The first error, be it of the body or of a child, cancels all others and is rethrown as itself;
/// later ones go to the caller's scope (scope::suppressed). Cancellation of the caller reaches body
/// and children. `body` is kept until the end, so that it may be a capturing lambda.
template <class Body>
std::invoke_result_t<Body&, scope&> with_scope(Body body) {
    nested_scope inner(co_await this_scope{});
    auto own = body(static_cast<scope&>(inner));
    inner.start(own);
    inner.rethrow(co_await inner.ended());
    co_return own.result();
}

} // namespace crossover::coro
