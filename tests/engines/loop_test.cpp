/// What every event loop promises, those with coroutines of their own included.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "tests/support/lives.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t long_ns = 5'000'000'000; ///< far below the sleeps that are to be cancelled

template <class Engine>
class Loop : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    /// Sleeps, and writes how long that took in the end.
    static coroutine sleeper(loop_type& l, std::chrono::nanoseconds time, std::int64_t& took) {
        const auto start = now_ns();
        co_await l.wait(wait::timer{time}, 0);
        took = now_ns() - start;
    }

    static coroutine hurrier(loop_type& l, int& passed) {
        co_await l.wait(wait::none{}, 0);
        ++passed;
    }

    /// Runs the loop that runs it, and notes that this was refused.
    static coroutine nester(loop_type& l, bool& refused) {
        co_await l.wait(wait::timer{1ms}, 0);
        try {
            l.run();
        } catch (const std::logic_error&) {
            refused = true;
        }
    }

    static coroutine long_sleeper(loop_type& l, life /*held*/, int& woken) {
        co_await l.wait(wait::timer{10s}, 0);
        ++woken;
    }

    static coroutine failer(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        throw std::runtime_error("on purpose");
    }

    static coroutine canceller(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        l.cancel();
    }
};
TYPED_TEST_SUITE(Loop, loop_engines, engine_name);

TYPED_TEST(Loop, ReturnsAtOnceWhenThereIsNothingToDo) {
    typename TypeParam::loop loop;
    loop.run();
    loop.run();
}

TYPED_TEST(Loop, PassesAWaitForNothing) {
    typename TypeParam::loop loop;
    int passed = 0;
    loop.spawn(this->hurrier(loop, passed));
    loop.run();
    EXPECT_EQ(passed, 1);
}

TYPED_TEST(Loop, NeverWakesASleeperEarly) {
    typename TypeParam::loop loop;
    std::mt19937 random(1);
    for (int round = 0; round < 3; ++round) {
        std::vector<std::chrono::nanoseconds> asked;
        std::vector<std::int64_t> took(500, -1);
        for (auto& one : took) {
            asked.emplace_back(random() % 20'000'000);
            loop.spawn(this->sleeper(loop, asked.back(), one));
        }
        loop.run();
        for (std::size_t i = 0; i < took.size(); ++i) {
            ASSERT_GE(took[i], asked[i].count()) << "sleeper " << i;
        }
    }
}

TYPED_TEST(Loop, WakesThousandsThatAreDueTogether) {
    typename TypeParam::loop loop;
    std::vector<std::int64_t> took(under_sanitizer ? 2000 : 20'000, -1);
    for (auto& one : took) {
        loop.spawn(this->sleeper(loop, 50ms, one));
    }
    loop.run();
    EXPECT_GE(*std::ranges::min_element(took), 50'000'000);
    EXPECT_LT(*std::ranges::max_element(took), long_ns);
}

/// Whoever means "for ever" writes nanoseconds::max(), which no clock can be added to.
TYPED_TEST(Loop, SleepsForEverWhenAskedTo) {
    typename TypeParam::loop loop;
    for (const auto ever :
         {std::chrono::nanoseconds::max(), std::chrono::nanoseconds::max() - 1h}) {
        std::int64_t never = -1;
        std::int64_t slept = -1;
        loop.spawn(this->sleeper(loop, ever, never));
        loop.spawn(this->sleeper(loop, 5ms, slept));
        loop.spawn(this->canceller(loop, 20ms));
        loop.run();
        EXPECT_EQ(never, -1) << "it woke up";
        EXPECT_GE(slept, 5'000'000) << "others sleep and wake beside it";
        EXPECT_LT(slept, long_ns);
    }
}

TYPED_TEST(Loop, WakesAtOnceWhoseTimeWasLongAgo) {
    typename TypeParam::loop loop;
    for (const auto ago : {std::chrono::nanoseconds::min(), std::chrono::nanoseconds::min() + 1s,
                           std::chrono::nanoseconds(-1h)}) {
        std::int64_t slept = -1;
        loop.spawn(this->sleeper(loop, ago, slept));
        loop.run();
        EXPECT_GE(slept, 0);
        EXPECT_LT(slept, long_ns);
    }
}

TYPED_TEST(Loop, IsNotRunByATaskOfItsOwn) {
    typename TypeParam::loop loop;
    bool refused = false;
    std::int64_t slept = -1;
    loop.spawn(this->nester(loop, refused));
    loop.spawn(this->sleeper(loop, 10ms, slept));
    loop.run();
    EXPECT_TRUE(refused);
    EXPECT_GE(slept, 10'000'000) << "others end before it returns";
    loop.spawn(this->sleeper(loop, 1ms, slept));
    loop.run();
    EXPECT_LT(slept, long_ns) << "and it runs again";
}

TYPED_TEST(Loop, AFailureEndsLongSleepsAtOnceAndFreesTheirFrames) {
    typename TypeParam::loop loop;
    for (int round = 0; round < 3; ++round) {
        int lives = 0;
        int woken = 0;
        for (int i = 0; i < 100; ++i) {
            loop.spawn(this->long_sleeper(loop, life(lives), woken));
        }
        loop.spawn(this->failer(loop, 1ms));
        const auto start = now_ns();
        std::string text;
        try {
            loop.run();
        } catch (const std::runtime_error& failure) {
            text = failure.what();
        }
        EXPECT_LT(now_ns() - start, long_ns);
        EXPECT_EQ(text, "on purpose");
        EXPECT_EQ(woken, 0);
        EXPECT_EQ(lives, 0) << "a frame was not freed";
    }
}

/// What was armed for a batch that was cancelled must not disturb the next one.
TYPED_TEST(Loop, SleepsRightlyAfterACancelledBatch) {
    typename TypeParam::loop loop;
    for (const auto leftover : {5ms, 10'000ms}) {
        std::int64_t ignored = 0;
        loop.spawn(this->sleeper(loop, leftover, ignored));
        loop.spawn(this->failer(loop, 1ms));
        EXPECT_THROW(loop.run(), std::runtime_error);
        std::vector<std::int64_t> took(2, -1);
        loop.spawn(this->sleeper(loop, 20ms, took[0]));
        loop.spawn(this->sleeper(loop, 1ms, took[1]));
        loop.run();
        EXPECT_GE(took[0], 20'000'000);
        EXPECT_GE(took[1], 1'000'000);
        EXPECT_LT(took[0], long_ns);
    }
}

TYPED_TEST(Loop, IsCancelledByOneOfItsTasks) {
    typename TypeParam::loop loop;
    int lives = 0;
    int woken = 0;
    for (int i = 0; i < 10; ++i) {
        loop.spawn(this->long_sleeper(loop, life(lives), woken));
    }
    loop.spawn(this->canceller(loop, 1ms));
    const auto start = now_ns();
    loop.run(); // a cancellation is no failure
    EXPECT_LT(now_ns() - start, long_ns);
    EXPECT_EQ(woken, 0);
    EXPECT_EQ(lives, 0);
}

TYPED_TEST(Loop, OfManyFailuresTellsTheFirstInTime) {
    typename TypeParam::loop loop;
    struct numbered {
        static typename TypeParam::loop::coroutine fail(typename TypeParam::loop& l, int number) {
            co_await l.wait(wait::timer{number * 5ms}, 0);
            throw std::runtime_error("failure " + std::to_string(number));
        }
    };
    for (const int number : {4, 2, 1, 3}) {
        loop.spawn(numbered::fail(loop, number));
    }
    try {
        loop.run();
        ADD_FAILURE() << "no error came through";
    } catch (const std::runtime_error& failure) {
        EXPECT_STREQ(failure.what(), "failure 1");
    }
}

/// Sleepers of no length must not keep others from their turn.
TYPED_TEST(Loop, ServesOthersBesideSleepersOfNoLength) {
    typename TypeParam::loop loop;
    std::atomic<bool> done = false;
    struct busy {
        static typename TypeParam::loop::coroutine spin(typename TypeParam::loop& l,
                                                        const std::atomic<bool>& stop) {
            const auto until = now_ns() + long_ns;
            while (!stop && now_ns() < until) {
                co_await l.wait(wait::timer{0ns}, 0);
            }
        }
        static typename TypeParam::loop::coroutine finish(typename TypeParam::loop& l,
                                                          std::atomic<bool>& stop) {
            co_await l.wait(wait::timer{2ms}, 0);
            stop = true;
        }
    };
    const auto start = now_ns();
    loop.spawn(busy::spin(loop, done));
    loop.spawn(busy::finish(loop, done));
    loop.run();
    EXPECT_LT(now_ns() - start, long_ns);
}

template <class Engine>
class LoopTiming : public Loop<Engine> {};
TYPED_TEST_SUITE(LoopTiming, loop_engines, engine_name);

TYPED_TEST(LoopTiming, WakesASleeperSoonAfterItsTime) {
    typename TypeParam::loop loop;
    std::vector<std::int64_t> lateness;
    for (int i = 0; i < 50; ++i) {
        std::int64_t took = 0;
        loop.spawn(this->sleeper(loop, 1ms, took));
        loop.run();
        lateness.push_back(took - 1'000'000);
    }
    std::ranges::sort(lateness);
    EXPECT_GE(lateness[0], 0);
    EXPECT_LT(lateness[5], 1'000'000) << "the best tenth of them, for the machine may be busy";
}

} // namespace
} // namespace crossover::tests
