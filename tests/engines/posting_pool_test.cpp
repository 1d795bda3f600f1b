/// What thread pools promise that take tasks one by one.

#include "base/clock.hpp"
#include "engines/ring/task_ring.hpp"
#include "engines/ring/thread_pool.hpp"
#include "tests/engines/thread_pools.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class PostingPool : public testing::Test {};
TYPED_TEST_SUITE(PostingPool, posting_engines, engine_name);

/// The first task ends only when the second has run: whoever submits the second must wake another
/// worker.
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

/// Hands `n` tasks over by `hand_over(task)`, each of which sleeps until the one before it has
/// ended. A line that stands ends by the test's own timeout: on a busy machine one that moves takes
/// its time.
template <class HandOver>
void run_in_line(engines::ring_thread_pool& pool, int n, HandOver hand_over) {
    std::atomic<int> ended = 0;
    for (int i = 0; i < n; ++i) {
        hand_over([&ended, i](std::size_t /*worker*/) noexcept {
            for (int before = ended; before < i; before = ended) {
                ended.wait(before);
            }
            ++ended;
            ended.notify_all();
        });
    }
    pool.drain();
    ASSERT_EQ(ended, n);
}

/// The pool whose workers claim ranges: each task waits for the one before it.
TEST(RingThreadPool, RunsTasksThatWaitForEarlierOnes) {
    for (const std::size_t width : {1U, 2U, 3U, 5U}) {
        engines::ring_thread_pool pool(width);
        for (int round = 0; round < 400 / fewer_under_sanitizers; ++round) {
            run_in_line(pool, 200, [&pool](auto task) { pool.submit(task); });
        }
    }
}

/// What holds a pool's workers until it is let go.
class gate {
public:
    void hold() noexcept {
        ++held_;
        open_.wait(false);
    }
    void await_held(int workers) const noexcept {
        while (held_ < workers) {
            std::this_thread::yield();
        }
    }
    void open() noexcept {
        open_ = true;
        open_.notify_all();
    }

private:
    std::atomic<int> held_ = 0;
    std::atomic<bool> open_ = false;
};

/// More tasks than the ring holds, posted by the thread that lets the only worker go.
TEST(RingThreadPool, PostsWithoutWaitingAndInOrder) {
    engines::ring_thread_pool pool(1);
    constexpr std::size_t n = 20'000;
    for (int round = 0; round < 3; ++round) {
        gate held;
        std::vector<std::size_t> order;
        order.reserve(n);
        pool.post([&held](std::size_t /*worker*/) noexcept { held.hold(); });
        held.await_held(1);
        for (std::size_t i = 0; i < n; ++i) {
            pool.post([&order, i](std::size_t /*worker*/) noexcept { order.push_back(i); });
        }
        EXPECT_TRUE(pool.has_waiting());
        held.open();
        pool.drain();
        ASSERT_EQ(order.size(), n);
        EXPECT_TRUE(std::ranges::is_sorted(order));
        EXPECT_FALSE(pool.has_waiting());
    }
}

/// Whatever the ring has no room for waits behind it, at every width: each task waits for the one
/// before it.
TEST(RingThreadPool, RunsPostedTasksThatWaitForEarlierOnes) {
    constexpr int n = std::max(6'000, 20'000 / fewer_under_sanitizers); // 4,096 have room
    for (const std::size_t width : {1U, 2U, 5U}) {
        engines::ring_thread_pool pool(width);
        run_in_line(pool, n, [&pool](auto task) { pool.post(task); });
    }
}

TEST(RingThreadPool, RunsEveryTaskThatIsPostedWhileOthersAreTaken) {
    for (const std::size_t width : {1U, 2U, 5U}) {
        engines::ring_thread_pool pool(width);
        constexpr std::size_t n = 60'000;
        std::vector<std::atomic<int>> runs(n);
        for (std::size_t i = 0; i < n; ++i) {
            pool.post([&runs, i](std::size_t /*worker*/) noexcept {
                ++runs[i];
                for (const auto until = now_ns() + 500; now_ns() < until;) {
                } // longer than posting it takes
            });
        }
        pool.drain();
        EXPECT_TRUE(std::ranges::all_of(runs, [](const auto& count) { return count == 1; }));
    }
}

TEST(RingThreadPool, DropsWhatStandsBehindTheRingWhenItIsCancelled) {
    engines::ring_thread_pool pool(1);
    constexpr std::size_t n = 20'000;
    gate held;
    std::atomic<std::size_t> runs = 0;
    pool.post([&held](std::size_t /*worker*/) noexcept { held.hold(); });
    held.await_held(1);
    for (std::size_t i = 0; i < n; ++i) {
        pool.post([&runs](std::size_t /*worker*/) noexcept { ++runs; });
    }
    const std::jthread opener([&held] {
        std::this_thread::sleep_for(50ms); // the drops have begun by then, or come after
        held.open();
    });
    const auto dropped = pool.shutdown(shutdown_mode::cancel);
    EXPECT_EQ(dropped + runs, n);
    EXPECT_THROW(pool.post([](std::size_t /*worker*/) noexcept {}), std::logic_error);
}

/// With all workers but one held up, the order in which that one starts the others' tasks and its
/// own.
TEST(RingThreadPool, StartsTasksNearlyInTheOrderInWhichTheyCame) {
    for (const std::size_t width : {2U, 5U}) {
        engines::ring_thread_pool pool(width);
        constexpr std::size_t n = 20'000;
        const auto until = now_ns() + 20'000'000'000;
        std::vector<std::size_t> order; // written by the one worker that is free
        order.reserve(n);
        std::atomic<std::size_t> runs = 0;
        std::atomic<std::size_t> held = 0;
        for (std::size_t worker = 1; worker < width; ++worker) {
            pool.submit([&](std::size_t /*worker*/) noexcept {
                ++held;
                while (runs < n && now_ns() < until) {
                    std::this_thread::yield();
                }
            });
        }
        while (held + 1 < width && now_ns() < until) {
            std::this_thread::yield();
        }
        for (std::size_t i = 0; i < n; ++i) {
            pool.submit([&, i](std::size_t /*worker*/) noexcept {
                order.push_back(i);
                runs = order.size();
            });
        }
        pool.drain();
        ASSERT_LT(now_ns(), until);
        std::size_t farthest = 0;
        for (std::size_t at = 0; at < n; ++at) {
            farthest = std::max(farthest, at > order[at] ? at - order[at] : order[at] - at);
        }
        EXPECT_LE(farthest, width * engines::task_ring::most) << "a range for each worker";
    }
}

} // namespace
} // namespace crossover::tests
