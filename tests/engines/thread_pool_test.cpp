/// What every thread pool promises, on every engine that carries one.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

constexpr int fewer_under_sanitizers = under_sanitizer ? 20 : 1;

/// Runs test(width), in a process of its own when a process can have but one width.
template <class Pool, class Test>
void for_widths(std::initializer_list<std::size_t> widths, const Test& test) {
    for (const auto width : widths) {
        if constexpr (requires { Pool::refusal(width); }) {
            in_child([&] { test(width); });
        } else {
            test(width);
        }
    }
}

template <class Engine>
class ThreadPool : public testing::Test {
public:
    using pool_type = typename Engine::thread_pool;

    /// Runs body(i, worker) for every i below n, whichever kind of pool it is.
    template <class Body>
    static void run(pool_type& pool, std::size_t n, const Body& body) {
        if constexpr (bulk_pool<pool_type>) {
            pool.for_each(n, body);
        } else {
            for (std::size_t i = 0; i < n; ++i) {
                pool.submit([&body, i](std::size_t worker) noexcept { body(i, worker); });
            }
            pool.drain();
        }
    }
};
TYPED_TEST_SUITE(ThreadPool, thread_pool_engines, engine_name);

TYPED_TEST(ThreadPool, RunsEveryTaskOnceWithAWorkerOfItsOwn) {
    for_widths<typename TypeParam::thread_pool>({1, 3}, [this](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        EXPECT_EQ(pool.width(), width);
        constexpr std::size_t n = 20'000;
        std::vector<std::atomic<int>> runs(n);
        std::vector<std::atomic<int>> busy(width);
        std::atomic<bool> clash = false;
        this->run(pool, n, [&](std::size_t i, std::size_t worker) noexcept {
            if (worker >= busy.size() || busy[worker].fetch_add(1) != 0) {
                clash = true;
                return;
            }
            ++runs[i];
            busy[worker].fetch_sub(1);
        });
        EXPECT_FALSE(clash) << "two tasks at once had the same worker's number, or one beyond the width";
        EXPECT_TRUE(std::ranges::all_of(runs, [](const auto& count) { return count == 1; }));
    });
}

/// As many tasks as the pool is wide wait for each other: they get through only when all workers are at work at once.
TYPED_TEST(ThreadPool, PutsExactlyItsWidthToWork) {
    for_widths<typename TypeParam::thread_pool>({2, 5}, [this](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        for (int round = 0; round < 200 / fewer_under_sanitizers; ++round) {
            std::atomic<std::size_t> inside = 0;
            std::atomic<std::size_t> most = 0;
            const auto until = now_ns() + 10'000'000'000;
            this->run(pool, width, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept {
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
        this->run(pool, 6 * width, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept {
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

/// A wake-up that is lost once makes this hang.
TYPED_TEST(ThreadPool, LosesNoWakeUpInManySmallBatches) {
    for_widths<typename TypeParam::thread_pool>({1, 2, 4}, [this](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        std::atomic<std::size_t> runs = 0;
        const std::size_t batches = 100'000 / fewer_under_sanitizers;
        for (std::size_t i = 0; i < batches; ++i) {
            this->run(pool, 1, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept { ++runs; });
        }
        EXPECT_EQ(runs, batches);
    });
}

/// Batches come when the workers sleep, are about to sleep, or are still awake.
TYPED_TEST(ThreadPool, LosesNoWakeUpAfterPausesOfAnyLength) {
    for_widths<typename TypeParam::thread_pool>({3}, [this](std::size_t width) {
        typename TypeParam::thread_pool pool(width);
        std::mt19937 random(11);
        std::size_t expected = 0;
        std::atomic<std::size_t> runs = 0;
        for (int i = 0; i < 3000 / fewer_under_sanitizers; ++i) {
            const std::size_t n = random() % 12;
            expected += n;
            this->run(pool, n, [&](std::size_t /*i*/, std::size_t /*worker*/) noexcept { ++runs; });
            const auto until = now_ns() + static_cast<std::int64_t>(random() % 100'000);
            while (now_ns() < until) {
            }
        }
        EXPECT_EQ(runs, expected);
    });
}

TYPED_TEST(ThreadPool, LeavesNoThreadBehind) {
    for_widths<typename TypeParam::thread_pool>({4}, [this](std::size_t width) {
        const auto use = [&] {
            typename TypeParam::thread_pool pool(width);
            this->run(pool, 100, [](std::size_t /*i*/, std::size_t /*worker*/) noexcept {});
        };
        use();
        const auto before = census::take();
        use();
        use();
        // oneTBB keeps its workers for the process, and starts each when it likes.
        EXPECT_EQ(census::left_since(before, TypeParam::name == "tbb" ? width - 1 : 0), "");
    });
}

template <class Engine>
class PostingPool : public testing::Test {};

template <class E>
    struct posts : std::bool_constant < requires {
    requires posting_pool<typename E::thread_pool>;
} > {};
using posting_engines = detail::engines_that<posts>;
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

/// Pools of std::thread: when the system refuses one half-way, those that were started end, and the error says what to do.
template <class Engine>
class ThreadPoolLimit : public testing::Test {};
template <class E>
        struct starts_std_threads : std::bool_constant < detail::carries_a_thread_pool<E>::value &&
    !requires {
    E::library;
} > {};
using std_thread_engines = detail::engines_that<starts_std_threads>;
TYPED_TEST_SUITE(ThreadPoolLimit, std_thread_engines, engine_name);

TYPED_TEST(ThreadPoolLimit, IsAnErrorThatLeavesNoThread) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([] {
        const rlimit little{256U << 20, 256U << 20}; // a thread's stack takes 8 MiB of addresses
        ASSERT_EQ(::setrlimit(RLIMIT_AS, &little), 0);
        const auto before = census::take();
        try {
            typename TypeParam::thread_pool pool(1000);
            ADD_FAILURE() << "a thousand threads were started";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            EXPECT_NE(std::string(refused.what()).find("of 1000"), std::string::npos) << refused.what();
        }
        EXPECT_EQ(census::left_since(before), "");
    });
}

} // namespace
} // namespace crossover::tests
