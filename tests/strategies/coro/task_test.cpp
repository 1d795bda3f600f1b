#include "strategies/coro/task.hpp"

#include "strategies/coro/scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/lives.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::task;

COROUTINE_SUITE(Task);

task<int> give(int value) {
    co_return value;
}

task<std::unique_ptr<int>> give_owned(int value) {
    co_return std::make_unique<int>(value);
}

template <class Loop>
task<int> give_later(Loop& loop, int value) {
    co_await sleep_for(loop, 100us);
    co_return value;
}

task<int> fail(const char* text) {
    throw std::runtime_error(text);
    co_return 0;
}

template <class Loop>
task<void> fail_later(Loop& loop, const char* text) {
    co_await sleep_for(loop, 100us);
    throw std::runtime_error(text);
}

COROUTINE_TEST(Task, YieldsItsValue) {
    EXPECT_EQ(co_await give(7), 7);
    EXPECT_EQ(co_await give_later(loop, 8), 8);
    const auto owned = co_await give_owned(9);
    EXPECT_EQ(*owned, 9);
}

COROUTINE_TEST(Task, YieldsItsException) {
    std::string seen;
    try {
        co_await give(1);
        co_await fail("at once");
    } catch (const std::runtime_error& failure) {
        seen = failure.what();
    }
    EXPECT_EQ(seen, "at once");
    try {
        co_await fail_later(loop, "later");
    } catch (const std::runtime_error& failure) {
        seen = failure.what();
    }
    EXPECT_EQ(seen, "later");
}

template <class Loop>
task<int> depth(Loop& loop, int levels) {
    if (levels == 0) {
        co_await sleep_for(loop, 100us);
        co_return 0;
    }
    co_return 1 + co_await depth(loop, levels - 1);
}

COROUTINE_TEST(Task, MayAwaitTasksThatAwaitTasks) {
    EXPECT_EQ(co_await depth(loop, 100), 100);
}

task<void> hold(life /*held*/) {
    co_return;
}

template <class Loop>
task<void> hold_and_fail_later(Loop& loop, life /*held*/) {
    co_await fail_later(loop, "on purpose");
}

COROUTINE_TEST(Task, FreesItsFrameHoweverItEnds) {
    int lives = 0;
    {
        const auto never_started = hold(life(lives));
        EXPECT_EQ(lives, 1);
    }
    EXPECT_EQ(lives, 0);
    co_await hold(life(lives));
    EXPECT_EQ(lives, 0);
    try {
        co_await hold_and_fail_later(loop, life(lives));
        ADD_FAILURE() << "no error came through";
    } catch (const std::runtime_error&) {
        EXPECT_EQ(lives, 0);
    }
}

constexpr std::int64_t a_million = 1'000'000;

task<std::int64_t> one() {
    co_return 1;
}

COROUTINE_TEST(Task, AMillionAwaitedInALoopNeedNoStack) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < a_million; ++i) {
        sum += co_await one();
    }
    EXPECT_EQ(sum, a_million);
}

template <class Loop>
task<void> add_one(Loop& /*loop*/, std::int64_t& sum) {
    sum += co_await one();
}

COROUTINE_TEST(Task, AMillionSpawnedThatDoNotWaitNeedNoStack) {
    std::int64_t sum = 0;
    coro::scope all(loop.ready());
    for (std::int64_t i = 0; i < a_million; ++i) {
        all.spawn(add_one(loop, sum));
    }
    co_await all.join();
    EXPECT_EQ(sum, a_million);
}

task<void> await_a_million(std::int64_t& sum) {
    for (std::int64_t i = 0; i < a_million; ++i) {
        sum += co_await one();
    }
}

/// After a real wait the loop's callback stands below them on the stack.
COROUTINE_TEST(Task, AMillionAfterAWaitNeedNoStack) {
    co_await sleep_for(loop, 100us);
    std::int64_t sum = 0;
    co_await await_a_million(sum);
    EXPECT_EQ(sum, a_million);
}

} // namespace
} // namespace crossover::tests
