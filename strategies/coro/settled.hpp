#pragma once

#include "strategies/coro/outcome.hpp"
#include "strategies/coro/task.hpp"

#include <exception>
#include <type_traits>
#include <utility>

namespace crossover::coro {

namespace detail {

/// Calls `begin()`, awaits the task that it returns, and yields the outcome: what `begin` throws
/// before there is a coroutine included. `begin` must outlive the call.
template <class Begin, class T = awaited_t<Begin>>
task<outcome<T>> settled_call(Begin& begin) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await begin();
            co_return outcome<T>::success({});
        } else {
            co_return outcome<T>::success(co_await begin());
        }
    } catch (...) {
        co_return outcome<T>::failed(std::current_exception());
    }
}

} // namespace detail

/// Awaits a task and yields its outcome: for code that must go on after an error, since no
/// `co_await` may stand in a handler.
template <class T>
task<outcome<T>> settled(task<T> work) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
            co_return outcome<T>::success({});
        } else {
            co_return outcome<T>::success(co_await std::move(work));
        }
    } catch (...) {
        co_return outcome<T>::failed(std::current_exception());
    }
}

} // namespace crossover::coro
