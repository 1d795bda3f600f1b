#pragma once

#include "engines/asio/loop.hpp"
#include "engines/fiber/fiber.hpp"
#include "engines/fiber/stack_pool.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/task.hpp"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Green threads on Asio's `io_context`, turned by one thread: each task is a fiber, and a wait
/// suspends the fiber. Timers, connections and dialogues are asio_loop's.
class fiber_loop {
public:
    using coroutine = fiber_body;

    /// What a fiber awaits: over as soon as it is asked, for the fiber is suspended meanwhile.
    template <class Wait>
    class fiber_wait {
    public:
        /// `make()` gives the wait, which stays where it is.
        template <class Make>
        fiber_wait(fiber_loop& loop, const Make& make) : loop_(loop), wait_(make()) {}

        [[nodiscard]] bool await_ready() {
            if (!wait_.await_ready()) {
                loop_.running_->suspend_for(wait_);
            }
            return true;
        }
        static void await_suspend(std::coroutine_handle<> /*body*/) noexcept {}
        decltype(auto) await_resume() { return wait_.await_resume(); }

    private:
        fiber_loop& loop_;
        Wait wait_;
    };

    class semaphore {
    public:
        semaphore(fiber_loop& loop, std::size_t permits)
            : loop_(loop), permits_(loop.loop_, permits) {}

        /// Suspends the fiber until there is a permit. Throws `coro::cancelled` when its batch is
        /// cancelled first; then no permit was taken.
        [[nodiscard]] fiber_wait<coro::semaphore::acquire_awaiter> acquire() noexcept {
            return {loop_, [this] { return permits_.acquire(); }};
        }
        /// Gives one permit back. Throws std::logic_error when none is out.
        void release() { permits_.release(); }
        /// The most permits that were out at once since the semaphore was made.
        [[nodiscard]] std::ptrdiff_t high_water() const noexcept { return permits_.high_water(); }

    private:
        fiber_loop& loop_;
        asio_loop::semaphore permits_;
    };

    /// Starts a task on a stack of its own, up to its first wait. On the loop's thread.
    void spawn(fiber_body body) { loop_.spawn(host(std::move(body))); }

    /// As asio_loop's.
    void run() { loop_.run(); }
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept {
        return loop_.failures();
    }
    void cancel() noexcept { loop_.cancel(); }
    [[nodiscard]] std::size_t active() const noexcept { return loop_.active(); }
    void request_cancel() noexcept { loop_.request_cancel(); }
    void forget_cancel() noexcept { loop_.forget_cancel(); }

    template <class Endpoint>
    void open(Endpoint e, std::size_t slots)
        requires requires(asio_loop& l) { l.open(e, slots); }
    {
        loop_.open(e, slots);
    }

    /// Suspends the fiber until the wait is over.
    template <class Wait>
    [[nodiscard]] auto wait(Wait w, std::size_t slot) noexcept
        requires requires(asio_loop& l) { l.wait(w, slot); }
    {
        using on_loop = decltype(loop_.wait(w, slot));
        return fiber_wait<on_loop>(*this, [this, w, slot] { return loop_.wait(w, slot); });
    }

private:
    coro::task<void> host(fiber_body body) {
        fiber thread(stacks_, running_, body);
        while (thread.resume()) {
            fiber::waiting wait(thread);
            co_await wait;
        }
        body.rethrow();
    }

    stack_pool stacks_; ///< before the loop: its tasks hold stacks
    fiber* running_ = nullptr;
    asio_loop loop_;
};

} // namespace crossover::engines
