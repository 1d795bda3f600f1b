#pragma once

#include "strategies/coro/cancel.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace crossover::coro {

class scope;
template <class T = void>
class task;

namespace detail {

/// What every task's promise holds: 24 bytes, because a million tasks may wait at once.
///
/// There is no symmetric transfer: below -O2 and under sanitizers gcc makes it a call, and a chain
/// of a million synchronous completions would overflow the stack. Instead a parent resumes its
/// child from `await_suspend` and, when the child ended meanwhile, does not suspend at all; so the
/// depth of the stack is the depth of the awaits.
class promise_base {
public:
    [[nodiscard]] static std::suspend_always initial_suspend() noexcept { return {}; }

    [[nodiscard]] scope* owner() const noexcept { return owner_; }
    void set_owner(scope* owner) noexcept { owner_ = owner; }

    void unhandled_exception() noexcept { failure_ = std::current_exception(); }

    struct final_awaiter {
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        // Not inlined: what follows the resumption must not be kept in a frame that is already gone
        // (LLVM 56301).
        template <class Promise>
        [[gnu::noinline]] static void
        await_suspend(std::coroutine_handle<Promise> handle) noexcept {
            end(handle, handle.promise());
        }
        static void await_resume() noexcept {}
    };
    [[nodiscard]] static final_awaiter final_suspend() noexcept { return {}; }

    [[nodiscard]] const std::exception_ptr& failure() const noexcept { return failure_; }

    /// Who goes on when this task ends: the parent that suspended for it; nobody while the parent
    /// is still inside `await_suspend`; the task's own handle marks a spawned task, which frees
    /// itself; `kept()` marks one whose frame stays.
    void set_continuation(std::coroutine_handle<> handle) noexcept { continuation_ = handle; }

    /// Marks a child of a scope whose owner will read its outcome. A mark only: never resumed.
    [[nodiscard]] static std::coroutine_handle<> kept() noexcept {
        static char mark;
        return std::coroutine_handle<>::from_address(&mark);
    }

private:
    inline static void end(std::coroutine_handle<> handle, promise_base& promise) noexcept;

    scope* owner_ = nullptr;
    std::coroutine_handle<> continuation_;
    std::exception_ptr failure_;
};

template <class T>
class promise final : public promise_base {
public:
    inline task<T> get_return_object() noexcept;
    template <class U>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    T take() { return std::move(*value_); }

private:
    std::optional<T> value_;
};

template <>
class promise<void> final : public promise_base {
public:
    inline task<void> get_return_object() noexcept;
    static void return_void() noexcept {}
    static void take() noexcept {}
};

} // namespace detail

/// A coroutine that starts when it is awaited or spawned into a scope, and yields a T or an
/// exception once.
///
/// Awaiting it runs it in the scope of the awaiting task, so that cancellation reaches it. A task
/// that is destroyed before it started never runs. Not thread-safe: a task stays on its loop's
/// thread.
template <class T>
class [[nodiscard]] task {
public:
    using value_type = T;
    using promise_type = detail::promise<T>;
    using handle_type = std::coroutine_handle<promise_type>;

    task(task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    task& operator=(task&&) = delete;
    ~task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    struct awaiter {
        handle_type child;

        [[nodiscard]] static bool await_ready() noexcept { return false; }

        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> parent) {
            return run_in(parent.promise().owner(), parent);
        }

        /// Starts the child in a scope. False when it has ended: the parent does not suspend then.
        bool run_in(scope* owner, std::coroutine_handle<> parent) {
            child.promise().set_owner(owner);
            child.resume(); // no continuation yet: should the child end now, nobody resumes the
                            // parent
            if (child.done()) {
                return false;
            }
            child.promise().set_continuation(parent);
            return true;
        }

        T await_resume() { return take_from(child); }
    };

    /// Precondition: not awaited before.
    awaiter operator co_await() && noexcept { return {handle_}; }

    /// Runs the task as a child of a scope; the frame frees itself. For `scope::spawn` only.
    void start_in(scope& owner) noexcept {
        const auto handle = std::exchange(handle_, nullptr);
        handle.promise().set_owner(&owner);
        handle.promise().set_continuation(handle);
        handle.resume();
    }

    /// Runs the task as a child of a scope and keeps its frame, which this object goes on owning.
    /// For `scope::start` only.
    void start_kept_in(scope& owner) noexcept {
        handle_.promise().set_owner(&owner);
        handle_.promise().set_continuation(promise_type::kept());
        handle_.resume();
    }

    /// What the task threw; null when it threw nothing. Precondition: it was started by
    /// `scope::start` and has ended.
    [[nodiscard]] const std::exception_ptr& failure() const noexcept {
        return handle_.promise().failure();
    }

    /// Yields what the task yielded, or rethrows what it threw. Precondition: as for failure(), and
    /// not called before.
    T result() { return take_from(handle_); }

private:
    friend promise_type;
    explicit task(handle_type handle) noexcept : handle_(handle) {}

    static T take_from(handle_type ended) {
        if (ended.promise().failure()) {
            std::rethrow_exception(ended.promise().failure());
        }
        return ended.promise().take();
    }

    handle_type handle_;
};

namespace detail {

template <class T>
inline task<T> promise<T>::get_return_object() noexcept {
    return task<T>(std::coroutine_handle<promise>::from_promise(*this));
}
inline task<void> promise<void>::get_return_object() noexcept {
    return task<void>(std::coroutine_handle<promise>::from_promise(*this));
}

} // namespace detail
} // namespace crossover::coro
