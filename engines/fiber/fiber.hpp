#pragma once

#include "engines/fiber/stack_pool.hpp"
#include "strategies/coro/task.hpp"

#include <boost/context/fiber.hpp>
#include <coroutine>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace crossover::engines {

/// What a fiber runs: a strategy's task. It is written as a coroutine, as every strategy's is, and
/// never suspends: a wait inside it suspends the fiber, stack and all, and is over when it is
/// asked. So the same source is a stackless task on one engine and a green thread on this one; the
/// frame that this costs is a hundred bytes beside a stack.
class [[nodiscard]] fiber_body {
public:
    class promise_type {
    public:
        fiber_body get_return_object() noexcept {
            return fiber_body(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        [[nodiscard]] static std::suspend_always initial_suspend() noexcept { return {}; }
        [[nodiscard]] static std::suspend_always final_suspend() noexcept { return {}; }
        static void return_void() noexcept {}
        void unhandled_exception() noexcept { failure_ = std::current_exception(); }

    private:
        friend fiber_body;
        std::exception_ptr failure_;
    };

    fiber_body(fiber_body&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    fiber_body& operator=(fiber_body&&) = delete;
    ~fiber_body() {
        if (handle_) {
            handle_.destroy();
        }
    }

    /// Runs it to its end on the calling stack.
    void run() { handle_.resume(); }
    /// Rethrows what it threw. Precondition: it has run.
    void rethrow() const {
        if (handle_.promise().failure_) {
            std::rethrow_exception(handle_.promise().failure_);
        }
    }

private:
    explicit fiber_body(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

/// One green thread and the stackless task that hosts it: the host resumes the fiber, the fiber
/// runs until it must wait, and the host awaits that in its place. So scopes, cancellation and
/// failures are those of every other loop. Not thread-safe: all on the loop's thread.
class fiber {
public:
    using host_handle = coro::task<void>::handle_type;

    fiber(stack_pool& stacks, fiber*& running, fiber_body& body)
        : running_(running),
          own_(std::allocator_arg, pooled_stack{&stacks},
               [this, &body](boost::context::fiber&& host) {
                   host_ = std::move(host);
                   body.run();
                   return std::move(host_);
               }) {}
    fiber(const fiber&) = delete;
    fiber& operator=(const fiber&) = delete;

    /// For the host: goes on until the fiber waits (true) or has ended (false).
    bool resume() {
        fiber* const outer = std::exchange(running_, this);
        own_ = std::move(own_).resume();
        running_ = outer;
        return static_cast<bool>(own_);
    }

    /// For the host: awaits what the fiber waits for.
    class waiting {
    public:
        explicit waiting(fiber& of) noexcept : of_(of) {}
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        bool await_suspend(host_handle host) noexcept {
            try {
                return of_.begin_wait_(of_.wait_, host);
            } catch (...) {
                of_.refused_ = std::current_exception(); // goes on in the fiber
                return false;
            }
        }
        static void await_resume() noexcept {}

    private:
        fiber& of_;
    };

    /// For the fiber: suspends it until `wait` is over. Throws what beginning to wait throws.
    template <class Wait>
    void suspend_for(Wait& wait) {
        wait_ = &wait;
        begin_wait_ = [](void* erased, host_handle host) {
            auto& begun = *static_cast<Wait*>(erased);
            if constexpr (std::is_void_v<decltype(begun.await_suspend(host))>) {
                begun.await_suspend(host);
                return true;
            } else {
                return begun.await_suspend(host);
            }
        };
        host_ = std::move(host_).resume();
        if (refused_) {
            std::rethrow_exception(std::exchange(refused_, nullptr));
        }
    }

private:
    fiber*& running_; ///< the loop's: which fiber the thread is on
    void* wait_ = nullptr; ///< on the fiber's stack
    bool (*begin_wait_)(void*, host_handle) = nullptr;
    std::exception_ptr refused_;
    boost::context::fiber host_;
    boost::context::fiber own_;
};

} // namespace crossover::engines
