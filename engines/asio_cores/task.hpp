#pragma once

#include "engines/asio_cores/cores.hpp"
#include "strategies/coro/cancel.hpp"

#include <coroutine>
#include <exception>
#include <functional>
#include <utility>

namespace crossover::engines {

/// A coroutine that any of the threads may resume, one at a time. It starts when a loop begins it,
/// and frees itself; a failure goes to `Loop::fail(std::exception_ptr)`. A task that is destroyed
/// before it started never runs.
template <class Loop>
class [[nodiscard]] cores_task {
public:
    class promise_type {
    public:
        cores_task get_return_object() noexcept {
            return cores_task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        [[nodiscard]] static std::suspend_always initial_suspend() noexcept { return {}; }

        struct final_awaiter {
            [[nodiscard]] static bool await_ready() noexcept { return false; }
            // Not inlined: nothing of the awaiter may be kept in a frame that is already gone (LLVM
            // 56301).
            [[gnu::noinline]] static void await_suspend(std::coroutine_handle<> handle) noexcept {
                handle.destroy();
                cores::ended(); // after the frame: what it held is released when a batch returns
            }
            static void await_resume() noexcept {}
        };
        [[nodiscard]] static final_awaiter final_suspend() noexcept { return {}; }

        static void return_void() noexcept {}
        void unhandled_exception() noexcept {
            try {
                throw;
            } catch (const coro::cancelled&) { // not a failure: the loop asked for it
            } catch (...) {
                loop_->fail(std::current_exception());
            }
        }

    private:
        friend cores_task;
        Loop* loop_ = nullptr;
    };

    cores_task(cores_task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    cores_task& operator=(cores_task&&) = delete;
    ~cores_task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    /// Hands the coroutine over to a loop, which is to resume it or to destroy it.
    [[nodiscard]] std::coroutine_handle<> release_to(Loop& loop) noexcept {
        handle_.promise().loop_ = &loop;
        return std::exchange(handle_, nullptr);
    }

private:
    explicit cores_task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}

    std::coroutine_handle<promise_type> handle_;
};

} // namespace crossover::engines
