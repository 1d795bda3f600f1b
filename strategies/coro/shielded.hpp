#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/coro/this_scope.hpp"

#include <utility>

namespace crossover::coro {

/// Awaits a task that the cancellation of the caller's scope does not reach: so that a clean-up can
/// await what it must
/// (`asyncio.shield`, but the caller waits for the end). What may never end should have a deadline
/// inside: `shielded(with_deadline(loop, 1s, close()))`.
template <class T>
task<T> shielded(task<T> clean_up) {
    nested_scope sheltered(co_await this_scope{});
    struct in_shelter : task<T>::awaiter {
        scope* owner;
        bool await_suspend(std::coroutine_handle<> caller) { return this->run_in(owner, caller); }
    };
    in_shelter running{std::move(clean_up).operator co_await(), &sheltered};
    co_return co_await running;
}

} // namespace crossover::coro
