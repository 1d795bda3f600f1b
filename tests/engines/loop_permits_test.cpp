/// What the semaphore of every loop promises about its permits, whoever misuses it and whoever is
/// cancelled.

#include "base/clock.hpp"
#include "tests/support/type_lists.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class LoopPermits : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;
    using semaphore = typename loop_type::semaphore;

    struct seen {
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        std::atomic<int> passed = 0;
        std::atomic<int> waiting = 0;
    };

    /// A permit, given back when it goes.
    class held {
    public:
        held(semaphore& permits, seen& s) : permits_(permits), seen_(s) {
            const int now = ++s.inside;
            for (int most = s.most; now > most && !s.most.compare_exchange_weak(most, now);) {
            }
        }
        held(const held&) = delete;
        held& operator=(const held&) = delete;
        ~held() {
            --seen_.inside;
            permits_.release();
        }

    private:
        semaphore& permits_;
        seen& seen_;
    };

    static coroutine pass(loop_type& l, semaphore& permits, seen& s,
                          std::chrono::nanoseconds stay) {
        ++s.waiting;
        co_await permits.acquire();
        const held permit(permits, s);
        co_await l.wait(wait::timer{stay}, 0);
        ++s.passed;
    }

    /// Stays inside until as many are there as there are permits: on a busy machine that takes its
    /// time.
    static coroutine pass_when_full(loop_type& l, semaphore& permits, seen& s, int number) {
        co_await permits.acquire();
        const held permit(permits, s);
        const auto until = now_ns() + 5'000'000'000;
        do {
            co_await l.wait(wait::timer{200us}, 0);
        } while (s.most < number && now_ns() < until);
        ++s.passed;
    }

    static coroutine note(semaphore& permits, std::vector<int>& order, int number) {
        co_await permits.acquire();
        order.push_back(number); // one permit: one at a time
        permits.release();
    }

    /// Has `count` tasks queue up, one after another, and then lets the first of them in.
    static coroutine queue_up(loop_type& l, semaphore& permits, std::vector<int>& order,
                              int count) {
        co_await permits.acquire();
        for (int i = 0; i < count; ++i) {
            l.spawn(note(permits, order, i));
            co_await l.wait(wait::timer{500us}, 0);
        }
        permits.release();
    }

    static coroutine cancel_after(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        l.cancel();
    }

    /// Gives the only permit to whoever waits for it, who is cancelled before he can run.
    static coroutine release_and_cancel(loop_type& l, semaphore& permits, seen& s, int waiters) {
        co_await permits.acquire();
        for (int i = 0; i < waiters; ++i) {
            l.spawn(pass(l, permits, s, 10s));
        }
        while (s.waiting < waiters) {
            co_await l.wait(wait::timer{100us}, 0);
        }
        co_await l.wait(wait::timer{2ms}, 0); // they stand in the queue
        permits.release();
        l.cancel();
    }

    static coroutine release_too_often(loop_type& l, semaphore& permits, std::atomic<int>& errors) {
        co_await permits.acquire();
        co_await l.wait(wait::timer{100us}, 0);
        permits.release();
        try {
            permits.release();
        } catch (const std::logic_error&) {
            ++errors;
        }
    }

    /// Expects that exactly `permits` are there, none of them out: by an error for one more, and by
    /// as many inside at once.
    static void expect_all_in(loop_type& loop, semaphore& limit, int permits) {
        EXPECT_THROW(limit.release(), std::logic_error) << "a permit is out, and nobody has it";
        seen s;
        for (int i = 0; i < 3 * permits; ++i) {
            loop.spawn(pass_when_full(loop, limit, s, permits));
        }
        loop.run();
        EXPECT_EQ(s.passed, 3 * permits);
        EXPECT_EQ(s.most, permits);
    }
};
TYPED_TEST_SUITE(LoopPermits, loop_engines, engine_name);

TYPED_TEST(LoopPermits, OneReleaseTooManyIsAnErrorThatSaysSo) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore limit(loop, 2);
    try {
        limit.release();
        ADD_FAILURE() << "it was taken";
    } catch (const std::logic_error& told) {
        EXPECT_STREQ(told.what(), "a semaphore of 2 permits was released more often than acquired");
    }
    std::atomic<int> errors = 0;
    for (int i = 0; i < 3; ++i) {
        loop.spawn(this->release_too_often(loop, limit, errors));
        loop.run();
    }
    EXPECT_EQ(errors, 3) << "after permits were out, too";
    this->expect_all_in(loop, limit, 2);
}

TYPED_TEST(LoopPermits, WithoutAnyNoReleaseLetsAWaiterPass) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore shut(loop, 0);
    typename TestFixture::seen s;
    loop.spawn(this->pass(loop, shut, s, 0ms));
    loop.spawn([](auto& l, auto& permits) -> typename TypeParam::loop::coroutine {
        co_await l.wait(wait::timer{2ms}, 0); // the other one waits
        EXPECT_THROW(permits.release(), std::logic_error);
    }(loop, shut));
    EXPECT_THROW(loop.run(), std::logic_error) << "it waits for what cannot come";
    EXPECT_EQ(s.passed, 0);
}

TYPED_TEST(LoopPermits, ANegativeNumberOfThemIsAnError) {
    typename TypeParam::loop loop;
    for (const std::ptrdiff_t negative : {std::ptrdiff_t{-1}, std::ptrdiff_t{PTRDIFF_MIN}}) {
        try {
            const typename TypeParam::loop::semaphore limit(loop,
                                                            static_cast<std::size_t>(negative));
            ADD_FAILURE() << "a semaphore of " << negative << " permits was made";
        } catch (const std::invalid_argument& told) {
            EXPECT_NE(std::string(told.what()).find(std::to_string(negative)), std::string::npos)
                << told.what();
        }
    }
}

TYPED_TEST(LoopPermits, GoToWaitersInTheOrderOfTheirArrival) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore limit(loop, 1);
    std::vector<int> order;
    std::vector<int> expected;
    loop.spawn(this->queue_up(loop, limit, order, 20));
    loop.run();
    while (expected.size() < 20) {
        expected.push_back(static_cast<int>(expected.size()));
    }
    EXPECT_EQ(order, expected);
}

TYPED_TEST(LoopPermits, AreAllOutWhenThereIsWorkEnoughAndNeverMore) {
    typename TypeParam::loop loop;
    for (const int permits : {1, 7, 50}) {
        typename TypeParam::loop::semaphore limit(loop, static_cast<std::size_t>(permits));
        typename TestFixture::seen s;
        for (int i = 0; i < 120; ++i) {
            loop.spawn(this->pass_when_full(loop, limit, s, permits));
        }
        loop.run();
        EXPECT_EQ(s.passed, 120);
        EXPECT_EQ(s.most, permits);
        EXPECT_EQ(static_cast<int>(limit.high_water()), permits) << "its own mark";
    }
}

TYPED_TEST(LoopPermits, AreNeitherLostNorTakenByWaitersWhoAreCancelled) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore limit(loop, 3);
    for (int round = 0; round < 10; ++round) {
        typename TestFixture::seen s;
        for (int i = 0; i < 30; ++i) {
            loop.spawn(this->pass(
                loop, limit, s, i % 3 == 0 ? 300us : 10'000'000us)); // some change hands meanwhile
        }
        loop.spawn(this->cancel_after(loop, round * 100us));
        loop.run();
        EXPECT_EQ(s.inside, 0);
        EXPECT_LT(s.passed, 30);
        this->expect_all_in(loop, limit, 3);
    }
}

/// The permit is the waiter's already, who is cancelled before he goes on.
TYPED_TEST(LoopPermits, OnTheirWayToAWaiterWhoIsCancelledComeBack) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore limit(loop, 1);
    for (int round = 0; round < 5; ++round) {
        typename TestFixture::seen s;
        loop.spawn(this->release_and_cancel(loop, limit, s, 3));
        loop.run();
        EXPECT_EQ(s.inside, 0);
        EXPECT_EQ(s.passed, 0);
        this->expect_all_in(loop, limit, 1);
    }
}

} // namespace
} // namespace crossover::tests
