/// What loops promise that run their tasks on several threads, and what tasks may share there.

#include "strategies/shared_slots.hpp"
#include "tests/support/lives.hpp"
#include "tests/support/type_lists.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <mutex>
#include <sched.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class LoopSemaphore : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;
    using semaphore = typename loop_type::semaphore;

    struct seen {
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        std::mutex mutex;
        std::vector<int> order; ///< of coming in
    };

    static coroutine pass(loop_type& l, semaphore& permits, seen& s, int number) {
        co_await permits.acquire();
        const int now = s.inside.fetch_add(1) + 1;
        for (int most = s.most.load(); now > most && !s.most.compare_exchange_weak(most, now);) {
        }
        {
            const std::scoped_lock lock(s.mutex);
            s.order.push_back(number);
        }
        co_await l.wait(wait::timer{100us}, 0);
        s.inside.fetch_sub(1);
        permits.release();
    }

    /// Spawns one after another, each when the one before stands in the queue.
    static coroutine spawn_in_order(loop_type& l, semaphore& permits, seen& s, int count) {
        co_await permits.acquire();
        for (int i = 0; i < count; ++i) {
            l.spawn(pass(l, permits, s, i));
            co_await l.wait(wait::timer{2ms}, 0);
        }
        permits.release();
    }
};
TYPED_TEST_SUITE(LoopSemaphore, loop_engines, engine_name);

TYPED_TEST(LoopSemaphore, LetsNoMoreInThanItHasPermitsAndEveryoneInTheEnd) {
    typename TypeParam::loop loop;
    for (const int permits : {1, 3}) {
        typename TypeParam::loop::semaphore limit(loop, static_cast<std::size_t>(permits));
        typename TestFixture::seen s;
        for (int i = 0; i < 300; ++i) {
            loop.spawn(this->pass(loop, limit, s, i));
        }
        loop.run();
        EXPECT_EQ(s.most, permits);
        EXPECT_EQ(s.order.size(), 300U);
    }
}

TYPED_TEST(LoopSemaphore, ServesFirstWhoCameFirst) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore limit(loop, 1);
    typename TestFixture::seen s;
    loop.spawn(this->spawn_in_order(loop, limit, s, 20));
    loop.run();
    ASSERT_EQ(s.order.size(), 20U);
    EXPECT_TRUE(std::ranges::is_sorted(s.order));
}

template <class Engine>
class ParallelLoop : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    /// Computes until the other one does too: two of them end only when they run at the same time.
    static coroutine meet(loop_type& l, std::atomic<int>& met, bool after_a_sleep,
                          std::atomic<bool>& alone) {
        if (after_a_sleep) {
            co_await l.wait(wait::timer{1ms}, 0);
        }
        met.fetch_add(1);
        const auto until = std::chrono::steady_clock::now() + 10s;
        while (met.load() < 2) {
            if (std::chrono::steady_clock::now() > until) {
                alone = true;
                break;
            }
        }
    }

    static coroutine fail(loop_type& l, std::chrono::nanoseconds time, life /*held*/) {
        co_await l.wait(wait::timer{time}, 0);
        throw std::runtime_error("on purpose");
    }
};
TYPED_TEST_SUITE(ParallelLoop, loop_engines, engine_name);

TYPED_TEST(ParallelLoop, TasksThatComputeRunAtTheSameTime) {
    if constexpr (parallel_loop<typename TypeParam::loop>) {
        cpu_set_t cores;
        if (::sched_getaffinity(0, sizeof cores, &cores) != 0 || CPU_COUNT(&cores) < 2) {
            GTEST_SKIP() << "there is one core";
        }
        typename TypeParam::loop loop;
        for (int round = 0; round < 20; ++round) {
            std::atomic<int> met = 0;
            std::atomic<bool> alone = false;
            loop.spawn(this->meet(loop, met, round % 2 == 1, alone));
            loop.spawn(this->meet(loop, met, round % 2 == 1, alone));
            loop.run();
            ASSERT_FALSE(alone) << "the other one waited for the same thread, round " << round;
        }
    } else {
        GTEST_SKIP() << "it has one thread";
    }
}

/// Failures on several threads at once, while tasks are still being spawned: one comes through, all
/// frames are freed.
TYPED_TEST(ParallelLoop, ManyFailuresAtOnceAreOneFailure) {
    typename TypeParam::loop loop;
    for (int round = 0; round < 20; ++round) {
        int lives = 0;
        for (int i = 0; i < 600; ++i) {
            loop.spawn(this->fail(loop, (i % 3) * 100us, life(lives)));
        }
        EXPECT_THROW(loop.run(), std::runtime_error);
        ASSERT_EQ(lives, 0) << "a frame was not freed, round " << round;
    }
}

/// Whatever kind of coroutine a loop runs: what it does not start, it does not pass over in
/// silence.
TYPED_TEST(ParallelLoop, ASpawnIntoACancelledBatchIsToldByItsRun) {
    typename TypeParam::loop loop;
    for (int round = 0; round < 3; ++round) {
        int lives = 0;
        loop.cancel();
        loop.spawn(this->fail(loop, 0us, life(lives)));
        EXPECT_THROW(loop.run(), coro::cancelled) << "round " << round;
        EXPECT_EQ(lives, 0);
        loop.spawn(this->fail(loop, 0us, life(lives)));
        EXPECT_THROW(loop.run(), std::runtime_error) << "and it works again";
    }
}

TEST(SharedSlots, AreInOneHandEach) {
    constexpr std::size_t slots = 3;
    strategies::shared_slots free(slots);
    std::vector<std::atomic<int>> holders(slots);
    std::atomic<int> clashes = 0;
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < slots; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 50'000; ++i) {
                    const std::size_t slot = free.take();
                    clashes += holders[slot].fetch_add(1);
                    holders[slot].fetch_sub(1);
                    free.give_back(slot);
                }
            });
        }
    }
    EXPECT_EQ(clashes, 0);
}

} // namespace
} // namespace crossover::tests
