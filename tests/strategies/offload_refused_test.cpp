/// Calls that a pool of threads does not take: the task that awaits them is told.

#include "engines/ring/thread_pool.hpp"
#include "engines/std/thread_pool.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/offload.hpp"
#include "tests/support/coroutine_fixture.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

/// Takes as many calls as it is told to, and runs each in place.
class refusing_pool {
public:
    explicit refusing_pool(int takes) noexcept : takes_(takes) {}

    template <class Task>
    void submit(Task task) {
        if (takes_-- <= 0) {
            throw std::logic_error("the pool was shut down");
        }
        task(0);
    }

private:
    int takes_;
};

COROUTINE_SUITE(OffloadRefused);

template <class Loop>
coro::task<std::string> call_on(Loop& loop, refusing_pool& pool) {
    strategies::offload::on_pool call(loop, pool, [](std::size_t /*worker*/) {});
    try {
        co_await call;
    } catch (const std::logic_error& refused) {
        co_return refused.what();
    }
    co_return "ran";
}

COROUTINE_TEST(OffloadRefused, ByAPoolThatWasShutDownReachesTheTaskAndTheLoopEnds) {
    refusing_pool pool(1);
    EXPECT_EQ(co_await call_on(loop, pool), "ran");
    EXPECT_EQ(co_await call_on(loop, pool), "the pool was shut down");
    EXPECT_FALSE(loop.has_work()) << "the loop waits for a call that will not come";
}

template <class Loop>
coro::task<void> must_call_on(Loop& loop, refusing_pool& pool) {
    strategies::offload::on_pool call(loop, pool, [](std::size_t /*worker*/) {});
    co_await call;
}

COROUTINE_TEST(OffloadRefused, IsAFailureLikeAnyOtherOfItsScope) {
    refusing_pool pool(0);
    coro::scope tasks(loop.ready());
    tasks.spawn(must_call_on(loop, pool));
    EXPECT_THROW(co_await tasks.join(), std::logic_error);
    tasks.reset();
    tasks.cancel(); // the awaiter is gone: it stands in no list any more
}

template <class Loop, class Pool>
coro::task<void> wait_for_call(Loop& loop, Pool& pool, std::atomic<bool>& ran) {
    strategies::offload::on_pool call(loop, pool, [&ran](std::size_t /*worker*/) { ran = true; });
    co_await call;
}

/// The only worker is held until the pool is being shut down, so the call stands in line.
template <class Pool, class Loop>
coro::task<void> shut_down_under_a_call(Loop& loop) {
    Pool pool(1);
    std::atomic<bool> held = false;
    std::atomic<bool> let_go = false;
    std::atomic<bool> ran = false;
    pool.submit([&](std::size_t /*worker*/) noexcept {
        held = true;
        held.notify_one();
        let_go.wait(false);
    });
    held.wait(false);
    coro::scope tasks(loop.ready());
    tasks.spawn(wait_for_call(loop, pool, ran));
    const std::jthread opener([&let_go] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        let_go = true;
        let_go.notify_one();
    });
    const auto dropped = pool.shutdown(shutdown_mode::cancel);
    EXPECT_EQ(dropped, ran ? 0U : 1U);
    if (dropped == 1) {
        EXPECT_THROW(co_await tasks.join(), coro::cancelled);
        tasks.reset();
    } else {
        co_await tasks.join();
    }
}

COROUTINE_TEST(OffloadRefused, ACallThatAShutdownDropsEndsByACancellation) {
    co_await shut_down_under_a_call<engines::ring_thread_pool>(loop);
    co_await shut_down_under_a_call<engines::std_thread_pool>(loop);
}

/// More calls than the pool's ring holds, while its only worker is held until the loop has run
/// another task: handing a call over must not hold the loop.
template <class Loop>
coro::task<void> stand_in_line(Loop& loop) {
    engines::ring_thread_pool pool(1);
    std::atomic<bool> let_go = false;
    std::atomic<bool> ran = false;
    pool.submit([&](std::size_t /*worker*/) noexcept { let_go.wait(false); });
    coro::scope tasks(loop.ready());
    constexpr int more_than_the_ring_holds = 10'000;
    for (int i = 0; i < more_than_the_ring_holds; ++i) {
        tasks.spawn(wait_for_call(loop, pool, ran));
    }
    EXPECT_FALSE(ran);
    let_go = true;
    let_go.notify_one();
    co_await tasks.join();
    EXPECT_TRUE(ran);
}

COROUTINE_TEST(OffloadRefused, IsNoCallBecauseManyStandInLine) {
    co_await stand_in_line(loop);
}

} // namespace
} // namespace crossover::tests
