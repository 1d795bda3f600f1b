/// What thread pools promise that take tasks one by one.

#include "base/clock.hpp"
#include "tests/engines/thread_pools.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <thread>

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

} // namespace
} // namespace crossover::tests
