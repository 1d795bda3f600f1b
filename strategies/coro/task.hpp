#pragma once

#include "strategies/coro/cancel.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace crossover::coro {

class scope;
template <class T = void>
class task;

namespace detail {

/// What a task that is to be started for a second time, or is an empty shell, says.
[[nodiscard]] inline std::logic_error cannot_start() {
    return std::logic_error("a coro::task runs once: this one was moved from, or has been awaited, "
                            "spawned or gathered before");
}

/// What a task whose outcome is asked for too early, or that keeps none, says.
[[nodiscard]] inline std::logic_error has_no_outcome() {
    return std::logic_error("a coro::task has an outcome to look at once scope::start was called "
                            "for it and it has ended; else co_await it");
}

/// What every task's promise holds: 24 bytes, because a million tasks may wait at once.
///
/// There is no symmetric transfer: below -O2 and under sanitizers gcc makes it a call, and a chain
/// of a million synchronous completions would overflow the stack. Instead a parent resumes its
/// child from `await_suspend` and, when the child ended meanwhile, does not suspend at all; so the
/// depth of the stack is the depth of the awaits.
class promise_base {
public:
    [[nodiscard]] static std::suspend_always initial_suspend() noexcept { return {}; }

    /// The scope that the task runs in; null when it runs in none. Precondition: has_started().
    [[nodiscard]] scope* owner() const noexcept { return owner_; }
    void set_owner(scope* owner) noexcept { owner_ = owner; }
    [[nodiscard]] bool has_started() const noexcept { return owner_ != nobody_yet(); }

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

    /// Ends a task that its scope does not start, as if it had been cancelled at its first step.
    void refuse(scope& owner) noexcept {
        owner_ = &owner;
        continuation_ = kept();
        failure_ = std::make_exception_ptr(never_started{});
    }

    /// Who goes on when this task ends: the parent that suspended for it; nobody while the parent
    /// is still inside `await_suspend`; the task's own handle marks a spawned task, which frees
    /// itself; `kept()` marks one whose frame stays.
    void set_continuation(std::coroutine_handle<> handle) noexcept { continuation_ = handle; }

    /// Marks a child of a scope whose owner will read its outcome. A mark only: never resumed.
    [[nodiscard]] static std::coroutine_handle<> kept() noexcept {
        static char mark;
        return std::coroutine_handle<>::from_address(&mark);
    }
    [[nodiscard]] bool is_kept() const noexcept { return continuation_ == kept(); }

private:
    inline static void end(std::coroutine_handle<> handle, promise_base& promise) noexcept;

    /// Marks a task that has not started: no owner, not even none. A mark only: never looked into.
    [[nodiscard]] static scope* nobody_yet() noexcept {
        static char mark;
        return reinterpret_cast<scope*>(&mark);
    }

    scope* owner_ = nobody_yet();
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
/// that is destroyed before it started never runs. A task runs once: awaiting one that was moved
/// from, or has been started before, throws std::logic_error. Not thread-safe: a task stays on its
/// loop's thread.
template <class T>
class [[nodiscard]] task {
    static_assert(!std::is_reference_v<T> && !std::is_array_v<T>,
                  "coro::task<T> keeps its value until it is taken: T is void or an object; to "
                  "yield a reference or an array, yield a pointer to it");

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

    /// Throws std::logic_error when the task was moved from, or has been started before.
    awaiter operator co_await() && {
        if (!can_start()) {
            throw detail::cannot_start();
        }
        return {handle_};
    }

    /// False when the task was moved from, or has been started before.
    [[nodiscard]] bool can_start() const noexcept {
        return handle_ && !handle_.promise().has_started();
    }

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

    /// Lets the task end by `never_started` without having run. For `scope::start` only.
    void refuse_in(scope& owner) noexcept { handle_.promise().refuse(owner); }

    /// What a task that was given to `scope::start` threw: `never_started` when its scope refused
    /// it, null when it yielded. One that was never given to it, or has not ended, yields
    /// std::logic_error.
    [[nodiscard]] std::exception_ptr failure() const {
        if (!handle_ || !handle_.promise().is_kept()) {
            return std::make_exception_ptr(detail::cannot_start());
        }
        if (!handle_.promise().failure() && !handle_.done()) {
            return std::make_exception_ptr(detail::has_no_outcome());
        }
        return handle_.promise().failure();
    }

    /// Yields what the task yielded, or throws what failure() says. To be called once.
    T result() {
        if (const auto thrown = failure()) {
            std::rethrow_exception(thrown);
        }
        return handle_.promise().take();
    }

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

/// Whether a function's result is a task.
template <class R>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<task<T>> = true;

namespace detail {

/// What awaiting an R yields. An R that is no task stands for itself, so that a static_assert can
/// say what is wrong with it.
template <class R>
struct awaited {
    using type = R;
};
template <class T>
struct awaited<task<T>> {
    using type = T;
};
template <class Call, class... Arguments>
using awaited_t = typename awaited<std::invoke_result_t<Call&, Arguments...>>::type;

template <class T>
inline task<T> promise<T>::get_return_object() noexcept {
    return task<T>(std::coroutine_handle<promise>::from_promise(*this));
}
inline task<void> promise<void>::get_return_object() noexcept {
    return task<void>(std::coroutine_handle<promise>::from_promise(*this));
}

} // namespace detail
} // namespace crossover::coro
