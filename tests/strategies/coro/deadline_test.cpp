#include "strategies/coro/deadline.hpp"

#include "base/clock.hpp"
#include "strategies/coro/gather.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/shielded.hpp"
#include "strategies/coro/this_scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/give_after.hpp"
#include "tests/support/lives.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::deadline_exceeded;
using coro::scope;
using coro::shielded;
using coro::task;
using coro::with_deadline;

COROUTINE_SUITE(Deadline);

/// Waits for ever; its clean-up awaits, too.
template <class Loop>
task<void> clean_up_for(Loop& loop, std::chrono::nanoseconds time, int& cleaned,
                        bool clean_up_fails = false) {
    bool was_cancelled = false;
    try {
        co_await sleep_for(loop, 10s);
    } catch (const coro::cancelled&) {
        was_cancelled = true;
    }
    co_await shielded(sleep_for(loop, time));
    ++cleaned;
    if (clean_up_fails) {
        throw std::logic_error("clean-up failed");
    }
    if (was_cancelled) {
        throw coro::cancelled{};
    }
}

COROUTINE_TEST(Deadline, LetsWorkThroughThatEndsInTime) {
    EXPECT_EQ(co_await with_deadline(loop, 5s, give_after(loop, 1ms, 7)), 7);
    auto at_once = []() -> task<int> { co_return 8; };
    EXPECT_EQ(co_await with_deadline(loop, 0s, at_once()), 8);
}

COROUTINE_TEST(Deadline, LeavesNoTimerBehind) {
    const auto start = now_ns();
    co_await with_deadline(loop, 5s, give_after(loop, 1ms, 7));
    EXPECT_LT(now_ns() - start, 2'000'000'000);
}

COROUTINE_TEST(Deadline, CancelsABatchAndAwaitsItsCleanUps) {
    int cleaned = 0;
    int lives = 0;
    auto held = [](Loop& l, int& c, life /*held*/) -> task<void> {
        co_await clean_up_for(l, 2ms, c);
    };
    std::vector<task<void>> tasks;
    for (int i = 0; i < 100; ++i) {
        tasks.push_back(held(loop, cleaned, life(lives)));
    }
    const auto start = now_ns();
    std::string seen;
    try {
        co_await with_deadline(loop, 10ms, coro::gather(std::move(tasks)));
    } catch (const deadline_exceeded& late) {
        EXPECT_EQ(cleaned, 100) << "the call returned before the clean-ups had ended";
        seen = late.what();
    }
    const auto took = now_ns() - start;
    EXPECT_EQ(seen, "the deadline passed after 10.000000 ms");
    EXPECT_EQ(lives, 0) << "a frame was not freed";
    EXPECT_GE(took, 12'000'000) << "10 ms to the deadline, 2 ms for the clean-ups";
    EXPECT_LT(took, 5'000'000'000);
}

COROUTINE_TEST(Deadline, AnErrorInACleanUpIsHandedToTheCallersScope) {
    int cleaned = 0;
    bool was_late = false;
    scope calling(loop.ready());
    auto caller = [&](Loop& l) -> task<void> {
        try {
            co_await with_deadline(l, 1ms, clean_up_for(l, 1ms, cleaned, true));
        } catch (const deadline_exceeded&) {
            was_late = true;
        }
    };
    calling.spawn(caller(loop));
    co_await calling.ended();
    EXPECT_TRUE(was_late);
    EXPECT_EQ(calling.suppressed().size(), 1U);
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "clean-up failed");
}

COROUTINE_TEST(Deadline, AnErrorBeforeItComesAsItself) {
    auto fails = [](Loop& l) -> task<void> {
        co_await sleep_for(l, 1ms);
        throw std::domain_error("on purpose");
    };
    EXPECT_THROW(co_await with_deadline(loop, 5s, fails(loop)), std::domain_error);
}

COROUTINE_TEST(Deadline, AValueInSpiteOfItIsKept) {
    auto stubborn = [](Loop& l) -> task<int> {
        try {
            co_await sleep_for(l, 10s);
        } catch (const coro::cancelled&) {
            co_return 1;
        }
        co_return 2;
    };
    EXPECT_EQ(co_await with_deadline(loop, 1ms, stubborn(loop)), 1);
}

COROUTINE_TEST(Deadline, TheShorterOfTwoCounts) {
    bool inner_was_late = false;
    auto inner = [&inner_was_late](Loop& l) -> task<int> {
        try {
            co_return co_await with_deadline(l, 10s, give_after(l, 20s, 1));
        } catch (const deadline_exceeded&) {
            inner_was_late = true;
        }
        co_return 0;
    };
    EXPECT_THROW(co_await with_deadline(loop, 2ms, inner(loop)), deadline_exceeded);
    EXPECT_FALSE(inner_was_late) << "it was cancelled from outside, and is not late itself";
}

COROUTINE_TEST(Deadline, CancellationFromOutsideIsNoLateness) {
    int cleaned = 0;
    bool told = false;
    scope calling(loop.ready());
    auto caller = [&](Loop& l) -> task<void> {
        try {
            co_await with_deadline(l, 5s, clean_up_for(l, 1ms, cleaned));
        } catch (const coro::cancelled&) {
            told = true;
            throw;
        }
    };
    calling.spawn(caller(loop));
    co_await sleep_for(loop, 1ms);
    calling.cancel();
    co_await calling.join();
    EXPECT_TRUE(told);
    EXPECT_EQ(cleaned, 1);
}

/// What was acquired behind a shield is handed over, so that somebody can release it.
COROUTINE_TEST(Deadline, AValueThatComesInSpiteOfACancellationFromOutsideIsKept) {
    int got = 0;
    bool went_on = false;
    auto acquire = [](Loop& l) -> task<int> {
        co_return co_await shielded(give_after(l, 20ms, 7));
    };
    auto holder = [&](Loop& l) -> task<void> {
        got = co_await with_deadline(l, 5s, acquire(l));
        co_await sleep_for(l, 0ns); // here the cancellation is met
        went_on = true;
    };
    EXPECT_THROW(co_await with_deadline(loop, 5ms, holder(loop)), deadline_exceeded);
    EXPECT_EQ(got, 7);
    EXPECT_FALSE(went_on);
}

COROUTINE_TEST(Deadline, FreesThePlaceInASemaphoresQueue) {
    coro::semaphore turns(loop.ready(), 1);
    co_await turns.acquire();
    auto wants = [](coro::semaphore& s) -> task<void> {
        const auto held = co_await s.scoped_acquire();
    };
    EXPECT_THROW(co_await with_deadline(loop, 1ms, wants(turns)), deadline_exceeded);
    turns.release();
    EXPECT_EQ(turns.available(), 1);
    co_await with_deadline(loop, 5s, wants(turns));
    EXPECT_EQ(turns.available(), 1);
}

/// What has passed already lets a task run to its first wait, each time, and no further.
COROUTINE_TEST(Deadline, ThatHasPassedIsNoRace) {
    for (const auto passed : {0ns, -1ns, -1'000'000'000ns, std::chrono::nanoseconds::min()}) {
        for (int round = 0; round < 50; ++round) {
            int begun = 0;
            int went_on = 0;
            auto work = [&](Loop& l) -> task<void> {
                ++begun;
                co_await sleep_for(l, 0ns);
                ++went_on;
            };
            EXPECT_THROW(co_await with_deadline(loop, passed, work(loop)), deadline_exceeded);
            EXPECT_EQ(begun, 1);
            EXPECT_EQ(went_on, 0);
        }
    }
}

COROUTINE_TEST(Deadline, AnErrorWhoseCleanUpsTakeLongerIsNoLateness) {
    int cleaned = 0;
    auto helper = [](Loop& l) -> task<void> {
        co_await sleep_for(l, 1ms);
        throw std::domain_error("a helper");
    };
    auto work = [&](Loop& l) -> task<void> {
        scope& mine = co_await coro::this_scope{};
        mine.spawn(helper(l));
        co_await clean_up_for(l, 40ms, cleaned);
    };
    EXPECT_THROW(co_await with_deadline(loop, 20ms, work(loop)), std::domain_error);
    EXPECT_EQ(cleaned, 1);
}

COROUTINE_TEST(Deadline, AHelperThatItKeptFromStartingIsLateness) {
    auto nothing = []() -> task<void> { co_return; };
    auto work = [&](Loop& l) -> task<int> {
        scope& mine = co_await coro::this_scope{};
        try {
            co_await sleep_for(l, 10s);
        } catch (const coro::cancelled&) {
            mine.spawn(nothing());
        }
        co_return 1;
    };
    EXPECT_THROW(co_await with_deadline(loop, 1ms, work(loop)), deadline_exceeded);
}

} // namespace
} // namespace crossover::tests
