/// A coroutine that awaits an arrival goes on when it has come, and not before.

#include "strategies/arrival_gate.hpp"

#include "base/clock.hpp"
#include "engines/asio/loop.hpp"

#include <atomic>
#include <coroutine>
#include <gtest/gtest.h>
#include <vector>

namespace crossover::tests {
namespace {

/// A loop of which nothing is used but that it is told of posts.
struct posted_loop : engines::asio_loop {
    std::atomic<int> posted = 0;

    void stay_started() noexcept {}
    void stay_refused() noexcept {}
    void post(coro::ready_node& /*back*/) noexcept { posted.fetch_add(1); }
};

/// What an awaiter asks of whoever awaits.
struct lonely {
    struct promise_type {
        lonely get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept {}
        static coro::scope* owner() noexcept { return nullptr; }
    };
    std::coroutine_handle<promise_type> handle;
};

lonely nothing() {
    co_return;
}

/// Arrivals that come about as fast as they are awaited: now the generator is ahead, now the
/// coroutine. A generator that had told of an arrival and not yet looked for who waits woke whoever
/// waited for the next one.
TEST(ArrivalGate, WakesNobodyBeforeTheArrival) {
    constexpr std::size_t tasks = 2'000'000;
    std::vector<std::int64_t> after(tasks);
    std::vector<std::int64_t> released(tasks);
    for (std::size_t i = 0; i < tasks; ++i) {
        after[i] = static_cast<std::int64_t>(i) * 300;
    }
    arrival_plan plan;
    plan.after_ns = after.data();
    plan.released_ns = released.data();
    plan.begin(tasks, now_ns());
    posted_loop loop;
    const lonely one = nothing();
    std::size_t early = 0;
    std::size_t parked = 0;
    {
        strategies::arrival_gate gate(loop, plan);
        for (std::size_t i = 0; i < tasks; ++i) {
            auto next = gate.next(i);
            const int before = loop.posted.load();
            if (!next.await_ready() && next.await_suspend(one.handle)) {
                ++parked;
                while (loop.posted.load() == before) {
                }
                early += next.await_ready() ? 0 : 1;
            }
        }
    }
    one.handle.destroy();
    EXPECT_EQ(early, 0U) << "of " << parked;
    EXPECT_GT(parked, 0U);
}

} // namespace
} // namespace crossover::tests
