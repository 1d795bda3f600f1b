#include "strategies/coro/semaphore.hpp"

#include "strategies/coro/scope.hpp"
#include "tests/support/coroutine_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::semaphore;
using coro::task;

COROUTINE_SUITE(Semaphore);

/// Holds a permit of a semaphore until it goes.
class permit {
public:
    explicit permit(semaphore& owner) noexcept : owner_(owner) {}
    permit(const permit&) = delete;
    permit& operator=(const permit&) = delete;
    ~permit() { owner_.release(); }

private:
    semaphore& owner_;
};

task<void> note_turn(semaphore& turns, std::vector<int>& order, int name) {
    co_await turns.acquire();
    const permit held(turns);
    order.push_back(name);
}

COROUTINE_TEST(Semaphore, ServesInTheOrderOfArrival) {
    semaphore turns(loop.ready(), 1);
    std::vector<int> order;
    scope tasks(loop.ready());
    co_await turns.acquire();
    for (int i = 0; i < 10; ++i) {
        tasks.spawn(note_turn(turns, order, i));
    }
    EXPECT_TRUE(order.empty());
    turns.release();
    EXPECT_EQ(turns.available(), 0) << "the permit is the oldest waiter's";
    tasks.spawn(note_turn(turns, order, 10)); // a newcomer cannot overtake
    co_await tasks.join();
    std::vector<int> expected(11);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(order, expected);
    EXPECT_EQ(turns.available(), 1);
}

template <class Loop>
task<void> hold_for(Loop& loop, semaphore& turns, std::chrono::nanoseconds time, int& inside,
                    int& most) {
    co_await turns.acquire();
    const permit held(turns);
    most = std::max(most, ++inside);
    co_await sleep_for(loop, time);
    --inside;
}

COROUTINE_TEST(Semaphore, LetsAsManyPassAsItHasPermitsAndNoMore) {
    for (const int permits : {1, 3, 50, 200}) {
        semaphore turns(loop.ready(), permits);
        scope tasks(loop.ready());
        int inside = 0;
        int most = 0;
        for (int i = 0; i < 100; ++i) {
            tasks.spawn(hold_for(loop, turns, 10us * (i % 7), inside, most));
        }
        co_await tasks.join();
        EXPECT_EQ(most, std::min(permits, 100));
        EXPECT_EQ(turns.high_water(), most);
        EXPECT_EQ(turns.available(), permits);
    }
}

COROUTINE_TEST(Semaphore, ACancelledWaiterTakesNoPermitAndLosesNone) {
    semaphore turns(loop.ready(), 1);
    std::vector<int> order;
    scope cancelled(loop.ready());
    scope others(loop.ready());
    co_await turns.acquire();
    cancelled.spawn(note_turn(turns, order, 0)); // the oldest
    others.spawn(note_turn(turns, order, 1));
    cancelled.spawn(note_turn(turns, order, 2)); // in the middle
    others.spawn(note_turn(turns, order, 3));
    cancelled.spawn(note_turn(turns, order, 4)); // the newest
    cancelled.cancel();
    co_await cancelled.join();
    turns.release();
    co_await others.join();
    EXPECT_EQ(order, (std::vector<int>{1, 3}));
    EXPECT_EQ(turns.available(), 1);
}

/// The permit was handed over, and the new owner is cancelled before it could run.
COROUTINE_TEST(Semaphore, APermitOnItsWayToACancelledTaskIsNotLost) {
    semaphore turns(loop.ready(), 1);
    std::vector<int> order;
    scope cancelled(loop.ready());
    scope others(loop.ready());
    co_await turns.acquire();
    cancelled.spawn(note_turn(turns, order, 0));
    others.spawn(note_turn(turns, order, 1));
    turns.release();
    cancelled.cancel();
    co_await cancelled.join();
    co_await others.join();
    EXPECT_EQ(order.back(), 1);
    EXPECT_EQ(turns.available(), 1);
}

COROUTINE_TEST(Semaphore, AcquiringInACancelledScopeWaitsForNothing) {
    semaphore turns(loop.ready(), 0);
    std::vector<int> order;
    scope tasks(loop.ready());
    tasks.spawn([](semaphore& s, std::vector<int>& o, scope& own) -> task<void> {
        own.cancel();
        co_await note_turn(s, o, 0);
    }(turns, order, tasks));
    co_await tasks.join();
    EXPECT_TRUE(order.empty());
    EXPECT_EQ(turns.available(), 0);
}

COROUTINE_TEST(Semaphore, MoreReleasesThanAcquisitionsAreAnError) {
    semaphore turns(loop.ready(), 2);
    EXPECT_THROW(turns.release(), std::logic_error);
    EXPECT_EQ(turns.available(), 2);
    co_await turns.acquire();
    turns.release();
    EXPECT_THROW(turns.release(), std::logic_error);
}

COROUTINE_TEST(Semaphore, WithoutPermitsNoReleaseLetsAWaiterPass) {
    semaphore shut(loop.ready(), 0);
    std::vector<int> order;
    scope tasks(loop.ready());
    tasks.spawn(note_turn(shut, order, 0));
    EXPECT_THROW(shut.release(), std::logic_error);
    tasks.cancel();
    co_await tasks.join();
    EXPECT_TRUE(order.empty());
}

COROUTINE_TEST(Semaphore, ANegativeNumberOfPermitsIsAnError) {
    EXPECT_THROW(semaphore(loop.ready(), -1), std::invalid_argument);
    co_return;
}

template <class Loop>
task<void> hold_or_be_cancelled(Loop& loop, semaphore& turns, std::chrono::nanoseconds time,
                                int& inside, int& most) {
    co_await turns.acquire();
    const permit held(turns);
    struct counted {
        int& n;
        ~counted() { --n; }
    } const here{inside};
    most = std::max(most, ++inside);
    co_await sleep_for(loop, time);
}

/// Scopes are cancelled at random while their tasks wait for permits, hold them, or are being
/// handed one.
COROUTINE_TEST(Semaphore, KeepsItsPermitsUnderRandomCancellation) {
    constexpr int permits = 3;
    std::mt19937 random(7);
    semaphore turns(loop.ready(), permits);
    int inside = 0;
    int most = 0;
    for (int round = 0; round < 50; ++round) {
        scope first(loop.ready());
        scope second(loop.ready());
        for (int i = 0; i < 20; ++i) {
            scope& chosen = random() % 2 == 0 ? first : second;
            chosen.spawn(hold_or_be_cancelled(loop, turns, 1us * (random() % 100), inside, most));
        }
        co_await sleep_for(loop, 1us * (random() % 200));
        first.cancel();
        co_await first.join();
        co_await second.join();
        EXPECT_EQ(turns.available(), permits) << "in round " << round;
        EXPECT_EQ(inside, 0);
    }
    EXPECT_EQ(most, permits);
}

} // namespace
} // namespace crossover::tests
