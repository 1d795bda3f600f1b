/// What thread pools promise that take tasks one by one.

#include "base/clock.hpp"
#include "engines/lane_choice.hpp"
#include "engines/ring_thread_pool.hpp"
#include "tests/engines/thread_pools.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class PostingPool : public testing::Test {};
TYPED_TEST_SUITE(PostingPool, posting_engines, engine_name);

/// The first task ends only when the second has run: whoever submits the second must wake another worker.
TYPED_TEST(PostingPool, WakesAnotherWorkerWhileOneIsBusy) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        for (int round = 0; round < 5000 / fewer_under_sanitizers; ++round) {
            std::atomic<bool> second_ran = false;
            const auto until = now_ns() + 10'000'000'000;
            pool.submit([&](std::size_t /*worker*/) noexcept {
                while (!second_ran && now_ns() < until) {
                    std::this_thread::yield();
                }
            });
            pool.submit([&](std::size_t /*worker*/) noexcept { second_ran = true; });
            pool.drain();
            ASSERT_LT(now_ns(), until) << "the second worker slept on, in round " << round;
        }
    });
}

TYPED_TEST(PostingPool, DrainsAtOnceWhenNothingWasSubmitted) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        pool.drain();
        pool.drain();
        std::atomic<int> runs = 0;
        pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
        pool.drain();
        EXPECT_EQ(runs, 1);
        pool.drain();
    });
}

/// More tasks than any bounded queue holds, while the only worker is held up.
TYPED_TEST(PostingPool, TakesMoreTasksThanItsQueueHolds) {
    for_widths<typename TypeParam::thread_pool>({1}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        constexpr std::size_t n = 50'000;
        std::atomic<std::size_t> runs = 0;
        pool.submit([](std::size_t /*worker*/) noexcept { std::this_thread::sleep_for(20ms); });
        for (std::size_t i = 0; i < n; ++i) {
            pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
        }
        pool.drain();
        EXPECT_EQ(runs, n);
    });
}

/// Whatever a pool keeps in store for the worker that is held up, the other one runs.
TYPED_TEST(PostingPool, LeavesNoTaskToAWorkerThatIsHeldUp) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        constexpr std::size_t n = 20'000;
        std::atomic<std::size_t> runs = 0;
        const auto until = now_ns() + 10'000'000'000;
        pool.submit([&](std::size_t /*worker*/) noexcept {
            while (runs < n && now_ns() < until) {
                std::this_thread::yield();
            }
        });
        for (std::size_t i = 0; i < n; ++i) {
            pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
        }
        pool.drain();
        EXPECT_EQ(runs, n);
        EXPECT_LT(now_ns(), until) << "they waited for the worker that waited for them";
    });
}

/// The pool whose workers have lanes of their own: tasks that were dealt to the one that is held up start hardly later than others.
TEST(RingThreadPool, StartsTasksNearlyInTheOrderInWhichTheyCame) {
    engines::ring_thread_pool pool(2);
    constexpr std::size_t n = 20'000;
    std::vector<std::size_t> order; // written by the one worker that is free
    order.reserve(n);
    std::atomic<std::size_t> runs = 0;
    std::atomic<bool> held = false;
    pool.submit([&](std::size_t /*worker*/) noexcept {
        held = true;
        while (runs < n) {
            std::this_thread::yield();
        }
    });
    while (!held) {
        std::this_thread::yield();
    }
    for (std::size_t i = 0; i < n; ++i) {
        pool.submit([&, i](std::size_t /*worker*/) noexcept {
            order.push_back(i);
            runs = order.size();
        });
    }
    pool.drain();
    std::size_t farthest = 0;
    for (std::size_t at = 0; at < n; ++at) {
        farthest = std::max(farthest, at > order[at] ? at - order[at] : order[at] - at);
    }
    EXPECT_LT(farthest, 4 * engines::lane_choice::most * 2) << "4 stretches in 2 lanes";
}

} // namespace
} // namespace crossover::tests
