#include "strategies/coro/scope.hpp"

#include "base/clock.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/fail_after.hpp"
#include "tests/support/lives.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::task;

COROUTINE_SUITE(Scope);

std::string text_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& known) {
        return known.what();
    }
}

/// Sleeps, and tells how that ended.
template <class Loop>
task<void> sleeper(Loop& loop, std::chrono::nanoseconds time, int& slept, int& cancelled) {
    try {
        co_await sleep_for(loop, time);
        ++slept;
    } catch (const coro::cancelled&) {
        ++cancelled;
        throw;
    }
}

COROUTINE_TEST(Scope, JoinAwaitsAllTasks) {
    int slept = 0;
    int cancelled = 0;
    scope tasks(loop.ready());
    for (int i = 0; i < 10; ++i) {
        tasks.spawn(sleeper(loop, i * 100us, slept, cancelled));
    }
    EXPECT_EQ(tasks.active(), 10U);
    co_await tasks.join();
    EXPECT_TRUE(tasks.idle());
    EXPECT_EQ(slept, 10);
    EXPECT_EQ(cancelled, 0);
    co_await tasks.join(); // idle: at once
}

COROUTINE_TEST(Scope, TheFirstErrorCancelsTheSiblingsAndReachesTheJoiner) {
    int slept = 0;
    int cancelled = 0;
    int lives = 0;
    const auto start = now_ns();
    scope tasks(loop.ready());
    tasks.spawn(sleeper(loop, 10s, slept, cancelled));
    tasks.spawn(fail_after(loop, 2ms, "second in time"));
    tasks.spawn(fail_after(loop, 1ms, "first in time"));
    tasks.spawn([](Loop& l, life /*held*/) -> task<void> {
        co_await sleep_for(l, 10s);
    }(loop, life(lives)));
    std::string seen;
    try {
        co_await tasks.join();
    } catch (const std::runtime_error& failure) {
        seen = failure.what();
    }
    EXPECT_EQ(seen, "first in time");
    EXPECT_EQ(slept, 0);
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(lives, 0) << "a frame was not freed";
    EXPECT_LT(now_ns() - start, 5'000'000'000);
    EXPECT_EQ(tasks.failures().size(), 1U) << "a cancelled sibling is not a failure";
}

template <class Loop>
task<void> fail_in_clean_up(Loop& loop) {
    struct sleep_and_throw {};
    try {
        co_await sleep_for(loop, 10s);
    } catch (const coro::cancelled&) {
        throw std::runtime_error("clean-up failed");
    }
}

COROUTINE_TEST(Scope, LaterFailuresAreKept) {
    scope tasks(loop.ready());
    tasks.spawn(fail_in_clean_up(loop));
    tasks.spawn(fail_after(loop, 1ms, "the cause"));
    EXPECT_THROW(co_await tasks.join(), std::runtime_error);
    const auto& failures = tasks.failures();
    EXPECT_EQ(failures.size(), 2U);
    EXPECT_EQ(text_of(failures.at(0)), "the cause");
    EXPECT_EQ(text_of(failures.at(1)), "clean-up failed");
}

COROUTINE_TEST(Scope, CancelWakesWhatWaitsAndRefusesWhatComes) {
    int slept = 0;
    int cancelled = 0;
    scope tasks(loop.ready());
    tasks.spawn(sleeper(loop, 10s, slept, cancelled));
    tasks.cancel();
    EXPECT_FALSE(tasks.idle()) << "its clean-up has not run yet";
    int lives = 0;
    tasks.spawn([](Loop& l, life /*held*/) -> task<void> {
        co_await sleep_for(l, 10s);
    }(loop, life(lives)));
    EXPECT_EQ(lives, 0) << "a task was started in a cancelled scope";
    EXPECT_THROW(co_await tasks.join(), coro::cancelled) << "who joins is told";
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(slept, 0);
}

template <class Loop>
task<void> wait_again_after_cancellation(Loop& loop, int& refused) {
    for (int i = 0; i < 3; ++i) {
        try {
            co_await sleep_for(loop, 10s);
        } catch (const coro::cancelled&) {
            ++refused;
        }
    }
}

COROUTINE_TEST(Scope, ACancelledTaskCannotWaitAgain) {
    int refused = 0;
    scope tasks(loop.ready());
    tasks.spawn(wait_again_after_cancellation(loop, refused));
    tasks.cancel();
    co_await tasks.join();
    EXPECT_EQ(refused, 3);
}

template <class Loop>
task<void> own_children(Loop& loop, int& slept, int& cancelled, bool& joined, bool& told) {
    scope children(loop.ready());
    children.spawn(sleeper(loop, 10s, slept, cancelled));
    children.spawn(sleeper(loop, 10s, slept, cancelled));
    try {
        co_await children.join();
    } catch (const coro::cancelled&) {
        told = true;
    }
    joined = children.idle();
}

COROUTINE_TEST(Scope, CancellationReachesTheScopesInside) {
    int slept = 0;
    int cancelled = 0;
    bool joined = false;
    bool told = false;
    scope outer(loop.ready());
    outer.spawn(own_children(loop, slept, cancelled, joined, told));
    co_await sleep_for(loop, 1ms);
    outer.cancel();
    co_await outer.join();
    EXPECT_EQ(cancelled, 2);
    EXPECT_TRUE(joined);
    EXPECT_TRUE(told);
}

/// Its scope is cancelled before it comes to join its children.
template <class Loop>
task<void> join_when_cancelled_already(Loop& loop, scope& outer, int& slept, int& cancelled,
                                       bool& joined, bool& told) {
    outer.cancel();
    co_await own_children(loop, slept, cancelled, joined, told);
}

COROUTINE_TEST(Scope, JoiningInACancelledScopeCancelsTheChildrenAndTells) {
    int slept = 0;
    int cancelled = 0;
    bool joined = false;
    bool told = false;
    scope outer(loop.ready());
    outer.spawn(join_when_cancelled_already(loop, outer, slept, cancelled, joined, told));
    co_await outer.join();
    EXPECT_EQ(cancelled, 2);
    EXPECT_TRUE(joined);
    EXPECT_TRUE(told);
}

COROUTINE_TEST(Scope, WorksAgainAfterReset) {
    int slept = 0;
    int cancelled = 0;
    scope tasks(loop.ready());
    tasks.spawn(fail_after(loop, 100us, "on purpose"));
    EXPECT_THROW(co_await tasks.join(), std::runtime_error);
    tasks.reset();
    tasks.spawn(sleeper(loop, 100us, slept, cancelled));
    co_await tasks.join();
    EXPECT_EQ(slept, 1);
}

COROUTINE_TEST(Scope, AnErrorBeforeTheFirstWaitIsSeen) {
    scope tasks(loop.ready());
    tasks.spawn([](Loop&) -> task<void> {
        throw std::runtime_error("at once");
        co_return;
    }(loop));
    EXPECT_TRUE(tasks.idle());
    EXPECT_TRUE(tasks.is_cancelled());
    EXPECT_THROW(co_await tasks.join(), std::runtime_error);
}

TYPED_TEST(Scope, OfAThousandSleepersIsCancelledAtOnce) {
    int lives = 0;
    const auto start = now_ns();
    this->run([&lives](auto& loop) -> task<void> {
        scope tasks(loop.ready());
        for (int i = 0; i < 1000; ++i) {
            tasks.spawn([](auto& l, life /*held*/) -> task<void> {
                co_await sleep_for(l, 10s);
            }(loop, life(lives)));
        }
        EXPECT_EQ(lives, 1000);
        tasks.cancel();
        co_await tasks.join();
    });
    EXPECT_EQ(lives, 0);
    EXPECT_LT(now_ns() - start, 5'000'000'000);
}

COROUTINE_TEST(Scope, TwoCannotJoinItAtOnce) {
    int slept = 0;
    int cancelled = 0;
    scope tasks(loop.ready());
    tasks.spawn(sleeper(loop, 5ms, slept, cancelled));
    scope joining(loop.ready());
    std::string seen;
    auto join = [&tasks, &seen]() -> task<void> {
        try {
            co_await tasks.join();
        } catch (const std::logic_error& told) {
            seen = told.what();
        }
    };
    joining.spawn(join());
    EXPECT_EQ(seen, "");
    joining.spawn(join());
    EXPECT_EQ(seen, "two tasks wait for the end of one coroutine scope; let one join it, and the "
                    "other one wait for that task");
    co_await joining.join();
    EXPECT_EQ(slept, 1) << "the first one waits as if nothing had been";
    co_await tasks.join(); // one after the other is fine
}

COROUTINE_TEST(Scope, ATaskCannotJoinTheScopeThatItRunsIn) {
    scope tasks(loop.ready());
    auto join_own = [&tasks]() -> task<void> { co_await tasks.join(); };
    tasks.spawn(join_own());
    std::string seen;
    try {
        co_await tasks.join();
    } catch (const std::logic_error& told) {
        seen = told.what();
    }
    EXPECT_EQ(seen, "a task waits for the end of the coroutine scope that it runs in, so for its "
                    "own; join it from outside");
}

COROUTINE_TEST(Scope, IsJoinedToItsEndWhenItIsCancelledMeanwhile) {
    int slept = 0;
    int cancelled = 0;
    scope tasks(loop.ready());
    tasks.spawn(sleeper(loop, 10s, slept, cancelled));
    scope cancelling(loop.ready());
    auto cancel_soon = [&tasks](Loop& l) -> task<void> {
        co_await sleep_for(l, 1ms);
        tasks.cancel();
        tasks.cancel(); // once more does nothing
    };
    cancelling.spawn(cancel_soon(loop));
    co_await tasks.join();
    EXPECT_EQ(cancelled, 1);
    co_await cancelling.join();
}

} // namespace
} // namespace crossover::tests
