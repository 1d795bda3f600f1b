/// What every thread pool promises, on every engine that carries one.

#include "base/clock.hpp"
#include "tests/engines/thread_pools.hpp"
#include "tests/support/left_behind.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class ThreadPool : public testing::Test {};
TYPED_TEST_SUITE(ThreadPool, thread_pool_engines, engine_name);

TYPED_TEST(ThreadPool, RunsEveryTaskOnceWithAWorkerOfItsOwn) {
    for_widths<typename TypeParam::thread_pool>({1, 3}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        EXPECT_EQ(pool.width(), width);
        constexpr std::size_t n = 20'000;
        std::vector<std::atomic<int>> runs(n);
        std::vector<std::atomic<int>> busy(width);
        std::atomic<bool> clash = false;
        run_all(pool, n, [&](std::size_t i, std::size_t worker) noexcept {
            if (worker >= busy.size() || busy[worker].fetch_add(1) != 0) {
                clash = true;
                return;
            }
            ++runs[i];
            busy[worker].fetch_sub(1);
        });
        EXPECT_FALSE(clash)
            << "two tasks at once had the same worker's number, or one beyond the width";
        EXPECT_TRUE(std::ranges::all_of(runs, [](const auto& count) { return count == 1; }));
    });
}

template <class Pool, class Body>
concept runs_all_of = requires(Pool& pool, Body body) { pool.for_each(1, body); };

/// A body that may throw is refused by the compiler: nobody could catch what it throws.
TYPED_TEST(ThreadPool, TakesOnlyBodiesThatCannotThrow) {
    using pool = typename TypeParam::thread_pool;
    if constexpr (bulk_pool<pool>) {
        constexpr auto may_throw = [](std::size_t /*i*/, std::size_t /*worker*/) {};
        constexpr auto cannot_throw = [](std::size_t /*i*/, std::size_t /*worker*/) noexcept {};
        EXPECT_FALSE((runs_all_of<pool, decltype(may_throw)>));
        EXPECT_TRUE((runs_all_of<pool, decltype(cannot_throw)>));
    } else {
        GTEST_SKIP() << "it takes tasks one by one, which thread_pool_shutdown_test.cpp asks about";
    }
}

/// As many tasks as the pool is wide wait for each other: they get through only when all workers
/// are at work at once.
TYPED_TEST(ThreadPool, PutsExactlyItsWidthToWork) {
    for_widths<typename TypeParam::thread_pool>({2, 5}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        for (int round = 0; round < 200 / fewer_under_sanitizers; ++round) {
            std::atomic<std::size_t> inside = 0;
            std::atomic<std::size_t> most = 0;
            const auto until = now_ns() + 10'000'000'000;
            run_all(pool, width, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept {
                ++inside;
                while (inside < width && now_ns() < until) {
                    std::this_thread::yield();
                }
                most = std::max(most.load(), inside.load());
            });
            ASSERT_EQ(inside, width);
            ASSERT_LT(now_ns(), until) << "not all workers came to work";
        }
        std::atomic<std::size_t> inside = 0;
        std::atomic<std::size_t> most = 0;
        run_all(pool, 6 * width, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept {
            const auto now = inside.fetch_add(1) + 1;
            auto seen = most.load();
            while (now > seen && !most.compare_exchange_weak(seen, now)) {
            }
            std::this_thread::sleep_for(1ms);
            inside.fetch_sub(1);
        });
        EXPECT_LE(most, width);
    });
}

/// A wake-up that is lost once makes this hang. On a machine with others' work a batch may take a
/// millisecond: then fewer of them are enough.
TYPED_TEST(ThreadPool, LosesNoWakeUpInManySmallBatches) {
    for_widths<typename TypeParam::thread_pool>({1, 2, 4}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        std::atomic<std::size_t> runs = 0;
        const std::size_t most = 30'000 / fewer_under_sanitizers;
        const auto until = now_ns() + 10'000'000'000;
        std::size_t batches = 0;
        for (; batches < most && now_ns() < until; ++batches) {
            run_all(pool, 1, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept { ++runs; });
        }
        EXPECT_EQ(runs, batches);
    });
}

/// Batches come when the workers sleep, are about to sleep, or are still awake.
TYPED_TEST(ThreadPool, LosesNoWakeUpAfterPausesOfAnyLength) {
    for_widths<typename TypeParam::thread_pool>({3}, [](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        std::mt19937 random(11);
        std::size_t expected = 0;
        std::atomic<std::size_t> runs = 0;
        for (int i = 0; i < 3000 / fewer_under_sanitizers; ++i) {
            const std::size_t n = random() % 12;
            expected += n;
            run_all(pool, n, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept { ++runs; });
            const auto until = now_ns() + static_cast<std::int64_t>(random() % 100'000);
            while (now_ns() < until) {
            }
        }
        EXPECT_EQ(runs, expected);
    });
}

TYPED_TEST(ThreadPool, LeavesNoThreadBehind) {
    for_widths<typename TypeParam::thread_pool>({4}, [](std::size_t width) {
        const auto use = [&] {
            typename TypeParam::thread_pool pool(width);
            run_all(pool, 100, [](std::size_t /*i*/, std::size_t /*worker*/) noexcept {});
        };
        use();
        const auto before = census::take();
        use();
        use();
        // oneTBB keeps its workers for the process, and starts each when it likes.
        EXPECT_EQ(census::left_since(before, TypeParam::name.starts_with("tbb") ? width - 1 : 0),
                  "");
    });
}

} // namespace
} // namespace crossover::tests
