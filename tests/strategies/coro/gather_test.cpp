#include "strategies/coro/gather.hpp"

#include "strategies/coro/scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/give_after.hpp"
#include "tests/support/lives.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::collect;
using coro::gather;
using coro::scope;
using coro::task;

COROUTINE_SUITE(Gather);

template <class Loop>
task<int> fail_with_int_after(Loop& loop, std::chrono::nanoseconds time, const char* text) {
    co_await sleep_for(loop, time);
    throw std::runtime_error(text);
}

task<int> fail_at_once(const char* text) {
    throw std::domain_error(text);
    co_return 0;
}

/// Waits, and notes that its clean-up has run; the clean-up may fail.
template <class Loop>
task<int> clean_up(Loop& loop, int& cleaned, const char* clean_up_failure = nullptr) {
    bool was_cancelled = false;
    try {
        co_await sleep_for(loop, 10s);
    } catch (const coro::cancelled&) {
        was_cancelled = true;
    }
    ++cleaned;
    if (clean_up_failure != nullptr) {
        throw std::logic_error(clean_up_failure);
    }
    if (was_cancelled) {
        throw coro::cancelled{};
    }
    co_return 0;
}

COROUTINE_TEST(Gather, YieldsValuesInTheOrderOfInputWhateverEndsFirst) {
    std::vector<task<int>> tasks;
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(give_after(loop, 100us * ((i * 7) % 20), i));
    }
    const auto values = co_await gather(std::move(tasks));
    std::vector<int> expected(20);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(values, expected);
}

COROUTINE_TEST(Gather, OfNothingIsEmpty) {
    std::vector<task<int>> none;
    const auto values = co_await gather(std::move(none));
    EXPECT_TRUE(values.empty());
    none.clear();
    const auto outcomes = co_await collect(std::move(none));
    EXPECT_TRUE(outcomes.empty());
    std::vector<task<void>> nothing;
    co_await gather(std::move(nothing));
    const std::tuple<> empty = co_await gather<>();
    EXPECT_EQ(empty, std::tuple<>());
}

COROUTINE_TEST(Gather, YieldsATupleForTasksOfDifferentTypes) {
    auto owned = [](Loop& l) -> task<std::unique_ptr<int>> {
        co_await sleep_for(l, 300us);
        co_return std::make_unique<int>(2);
    };
    bool slept = false;
    auto nothing = [&slept](Loop& l) -> task<void> {
        co_await sleep_for(l, 100us);
        slept = true;
    };
    auto [one, two, three] =
        co_await gather(give_after(loop, 200us, 1), owned(loop), nothing(loop));
    EXPECT_EQ(one, 1);
    EXPECT_EQ(*two, 2);
    EXPECT_EQ(three, std::monostate{});
    EXPECT_TRUE(slept);
}

COROUTINE_TEST(Gather, RethrowsTheFirstErrorInTimeAsItselfAfterAllCleanUps) {
    int cleaned = 0;
    std::vector<task<int>> tasks;
    tasks.push_back(clean_up(loop, cleaned));
    tasks.push_back(fail_with_int_after(loop, 50ms, "second in time"));
    tasks.push_back(fail_with_int_after(loop, 1ms, "first in time"));
    tasks.push_back(clean_up(loop, cleaned));
    std::string seen;
    try {
        co_await gather(std::move(tasks));
    } catch (const std::runtime_error& failure) {
        EXPECT_EQ(cleaned, 2) << "the call returned before its siblings' clean-ups";
        seen = failure.what();
    }
    EXPECT_EQ(seen, "first in time");
}

COROUTINE_TEST(Gather, StartsNoTaskAfterOneThatFailedAtOnce) {
    int cleaned = 0;
    int lives = 0;
    auto hold = [](Loop& l, life /*held*/) -> task<int> {
        co_return co_await give_after(l, 10s, 0);
    };
    std::vector<task<int>> tasks;
    tasks.push_back(clean_up(loop, cleaned));
    tasks.push_back(fail_at_once("at once"));
    tasks.push_back(hold(loop, life(lives)));
    EXPECT_THROW(co_await gather(std::move(tasks)), std::domain_error);
    EXPECT_EQ(cleaned, 1);
    EXPECT_EQ(lives, 0) << "a frame was not freed";
}

COROUTINE_TEST(Gather, HandsFailuresOfCleanUpsToTheCallersScope) {
    int cleaned = 0;
    scope calling(loop.ready());
    bool first_seen = false;
    auto caller = [&cleaned, &first_seen](Loop& l) -> task<void> {
        try {
            co_await gather(clean_up(l, cleaned, "clean-up failed"),
                            fail_with_int_after(l, 1ms, "the cause"));
        } catch (const std::runtime_error& cause) {
            first_seen = std::string(cause.what()) == "the cause";
        }
    };
    calling.spawn(caller(loop));
    co_await calling.ended();
    EXPECT_TRUE(first_seen);
    EXPECT_TRUE(calling.failures().empty());
    EXPECT_EQ(calling.suppressed().size(), 1U);
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "clean-up failed");
    EXPECT_THROW(co_await calling.join(), std::logic_error)
        << "what nobody has asked for is thrown in the end";
}

COROUTINE_TEST(Gather, IsCancelledFromOutside) {
    int cleaned = 0;
    int lives = 0;
    bool told = false;
    scope calling(loop.ready());
    auto caller = [&](Loop& l) -> task<void> {
        const life held(lives);
        try {
            co_await gather(clean_up(l, cleaned), clean_up(l, cleaned));
        } catch (const coro::cancelled&) {
            told = true;
            EXPECT_EQ(cleaned, 2);
            throw;
        }
    };
    calling.spawn(caller(loop));
    calling.cancel();
    co_await calling.join();
    EXPECT_TRUE(told);
    EXPECT_EQ(lives, 0);
}

/// Nobody cancelled it: that it ends so is an error, and no error is lost.
COROUTINE_TEST(Gather, ATaskThatThrowsCancelledByItselfHasFailed) {
    auto quits = []() -> task<int> {
        throw coro::cancelled{};
        co_return 0;
    };
    EXPECT_THROW(co_await gather(quits(), give_after(loop, 10s, 1)), coro::cancelled);
}

COROUTINE_TEST(Gather, CollectYieldsEveryOutcomeInOrderAndCancelsNothing) {
    std::vector<task<int>> tasks;
    tasks.push_back(give_after(loop, 3ms, 0));
    tasks.push_back(fail_with_int_after(loop, 1ms, "one"));
    tasks.push_back(fail_at_once("two"));
    tasks.push_back(give_after(loop, 2ms, 3));
    auto outcomes = co_await collect(std::move(tasks));
    EXPECT_EQ(outcomes.size(), 4U);
    EXPECT_EQ(outcomes.at(0).value(), 0);
    EXPECT_FALSE(outcomes.at(1).ok());
    EXPECT_EQ(outcomes.at(1).text(), "one");
    EXPECT_THROW(outcomes.at(1).value(), std::runtime_error);
    EXPECT_THROW(outcomes.at(2).value(), std::domain_error) << "the error itself";
    EXPECT_EQ(outcomes.at(3).value(), 3);
    EXPECT_EQ(outcomes.at(3).text(), "");
}

COROUTINE_TEST(Gather, CollectOfTasksWithoutValues) {
    auto ends = []() -> task<void> { co_return; };
    auto fails = []() -> task<void> {
        throw std::runtime_error("on purpose");
        co_return;
    };
    std::vector<task<void>> tasks;
    tasks.push_back(fails());
    tasks.push_back(ends());
    auto outcomes = co_await collect(std::move(tasks));
    EXPECT_EQ(outcomes.at(0).text(), "on purpose");
    EXPECT_TRUE(outcomes.at(1).ok());
}

COROUTINE_TEST(Gather, ACancelledCollectHandsItsErrorsToTheCallersScope) {
    int cleaned = 0;
    scope calling(loop.ready());
    auto caller = [&cleaned](Loop& l) -> task<void> {
        std::vector<task<int>> tasks;
        tasks.push_back(fail_at_once("before"));
        tasks.push_back(clean_up(l, cleaned));
        tasks.push_back(clean_up(l, cleaned, "in clean-up"));
        co_await collect(std::move(tasks));
        ADD_FAILURE() << "the cancellation was lost";
    };
    calling.spawn(caller(loop));
    calling.cancel();
    co_await calling.ended();
    EXPECT_EQ(cleaned, 2);
    std::vector<std::string> texts;
    for (const auto& failure : calling.suppressed()) {
        texts.push_back(coro::text_of(failure));
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"before", "in clean-up"}));
}

COROUTINE_TEST(Gather, NestsAndCancelsAllTheWayDown) {
    int cleaned = 0;
    auto inner = [&cleaned](Loop& l) -> task<int> {
        co_await gather(clean_up(l, cleaned), clean_up(l, cleaned));
        co_return 0;
    };
    EXPECT_THROW(co_await gather(inner(loop), inner(loop), fail_with_int_after(loop, 1ms, "outer")),
                 std::runtime_error);
    EXPECT_EQ(cleaned, 4);
}

/// What run() cannot rethrow stays with the loop.
TYPED_TEST(Gather, WhatNobodyCaughtIsSeenOnTheLoop) {
    typename TypeParam::loop loop;
    int cleaned = 0;
    auto all = [&cleaned](auto& l) -> task<void> {
        co_await gather(clean_up(l, cleaned, "clean-up failed"),
                        fail_with_int_after(l, 1ms, "the cause"));
    };
    loop.spawn(all(loop));
    try {
        loop.run();
        ADD_FAILURE() << "no error came through";
    } catch (const std::runtime_error& cause) {
        EXPECT_STREQ(cause.what(), "the cause");
    }
    ASSERT_EQ(loop.failures().size(), 2U);
    EXPECT_EQ(coro::text_of(loop.failures()[1]), "clean-up failed");
}

} // namespace
} // namespace crossover::tests
