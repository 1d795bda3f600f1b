/// How a thread pool ends: it drains or cancels, as asked, and takes nothing from then on.

#include "tests/engines/thread_pools.hpp"
#include "tests/support/left_behind.hpp"

#include <atomic>
#include <cstddef>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// A task that may throw is refused by the compiler: on a pool's thread nobody could catch what it
/// throws.
template <class Pool, class Task>
concept takes = requires(Pool& pool, Task task) { pool.submit(task); };

/// Whether a thread of this process sleeps.
bool sleeps(pid_t thread) {
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
    std::string stat;
    std::getline(file, stat);
    return stat.substr(stat.rfind(')') + 2, 1) == "S"; // behind the name, which may hold anything
}

template <class Engine>
class ThreadPoolShutdown : public testing::Test {
public:
    using pool_type = typename Engine::thread_pool;

    /// Submits one task for each worker that ends when `gate` opens, waits until all run, then
    /// submits `n` that count.
    static void fill(pool_type& pool, std::atomic<bool>& gate, std::size_t n,
                     std::atomic<std::size_t>& runs) {
        std::atomic<std::size_t> held = 0;
        for (std::size_t i = 0; i < pool.width(); ++i) {
            pool.submit([&](std::size_t /*worker*/) noexcept {
                ++held;
                held.notify_one();
                gate.wait(false);
            });
        }
        for (auto now = held.load(); now < pool.width(); now = held.load()) {
            held.wait(now);
        }
        for (std::size_t i = 0; i < n; ++i) {
            pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
        }
    }
};
TYPED_TEST_SUITE(ThreadPoolShutdown, posting_engines, engine_name);

TYPED_TEST(ThreadPoolShutdown, TakesOnlyTasksThatCannotThrow) {
    using pool = typename TypeParam::thread_pool;
    constexpr auto may_throw = [](std::size_t /*worker*/) {};
    constexpr auto cannot_throw = [](std::size_t /*worker*/) noexcept {};
    EXPECT_FALSE((takes<pool, decltype(may_throw)>));
    EXPECT_TRUE((takes<pool, decltype(cannot_throw)>));
}

TYPED_TEST(ThreadPoolShutdown, DrainRunsAllThatWasSubmitted) {
    for_widths<typename TypeParam::thread_pool>({1, 3}, [this](std::size_t width) {
        constexpr std::size_t n = 1000;
        std::atomic<bool> gate = false;
        std::atomic<std::size_t> runs = 0;
        typename TypeParam::thread_pool pool(width);
        this->fill(pool, gate, n, runs);
        EXPECT_EQ(runs, 0U);
        gate = true;
        gate.notify_all();
        EXPECT_EQ(pool.shutdown(shutdown_mode::drain), 0U);
        EXPECT_EQ(runs, n);
    });
}

/// The workers are held until the tasks behind them have been cancelled: none of those may run.
TYPED_TEST(ThreadPoolShutdown, CancelLeavesOutAllThatHasNotStarted) {
    for_widths<typename TypeParam::thread_pool>({1, 3}, [this](std::size_t width) {
        constexpr std::size_t n = 1000;
        std::atomic<bool> gate = false;
        std::atomic<std::size_t> runs = 0;
        typename TypeParam::thread_pool pool(width);
        this->fill(pool, gate, n, runs);
        std::atomic<bool> called = false;
        std::thread opener(
            [&,
             caller = ::gettid()] { // shutdown() waits for the workers, so another must let them go
                called.wait(false);
                while (!sleeps(caller)) {
                    std::this_thread::yield();
                }
                gate = true;
                gate.notify_all();
            });
        called = true;
        called.notify_one();
        EXPECT_EQ(pool.shutdown(shutdown_mode::cancel), n);
        opener.join();
        EXPECT_EQ(runs, 0U);
    });
}

/// Every task either ran or is counted as cancelled, whatever the workers are doing just then.
TYPED_TEST(ThreadPoolShutdown, CancelAccountsForEveryTask) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        for (std::size_t n = 0; n < 400; n += under_sanitizer ? 40 : 1) {
            std::atomic<std::size_t> runs = 0;
            typename TypeParam::thread_pool pool(width);
            for (std::size_t i = 0; i < n; ++i) {
                pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
            }
            const auto cancelled = pool.shutdown(shutdown_mode::cancel);
            ASSERT_EQ(runs + cancelled, n);
            pool.drain();
            ASSERT_EQ(runs + cancelled, n) << "a task ran after the shutdown";
        }
    });
}

/// A task that wants to know whether it was dropped.
struct told_task {
    std::atomic<std::size_t>* runs;
    std::atomic<std::size_t>* drops;
    void operator()(std::size_t /*worker*/) const noexcept { ++*runs; }
    void drop() const noexcept { ++*drops; }
};

TYPED_TEST(ThreadPoolShutdown, CancelTellsEveryTaskThatItDrops) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        for (std::size_t n = 0; n < 400; n += under_sanitizer ? 40 : 10) {
            std::atomic<std::size_t> runs = 0;
            std::atomic<std::size_t> drops = 0;
            typename TypeParam::thread_pool pool(width);
            for (std::size_t i = 0; i < n; ++i) {
                pool.submit(told_task{&runs, &drops});
            }
            const auto cancelled = pool.shutdown(shutdown_mode::cancel);
            ASSERT_EQ(drops, cancelled);
            ASSERT_EQ(runs + drops, n);
        }
    });
}

TYPED_TEST(ThreadPoolShutdown, DestructionRunsAllThatWasSubmitted) {
    for_widths<typename TypeParam::thread_pool>({2}, [](std::size_t width) {
        for (int round = 0; round < 2000 / fewer_under_sanitizers; ++round) {
            constexpr std::size_t n = 3;
            std::atomic<std::size_t> runs = 0;
            {
                typename TypeParam::thread_pool pool(width);
                for (std::size_t i = 0; i < n; ++i) {
                    pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
                }
            }
            ASSERT_EQ(runs, n) << "in round " << round;
        }
    });
}

TYPED_TEST(ThreadPoolShutdown, MakesSubmittingAnErrorAndLeavesNoThread) {
    for_widths<typename TypeParam::thread_pool>({4}, [](std::size_t width) {
        {
            typename TypeParam::thread_pool once(width);
        } // what a library sets up for the whole process
        const auto before = census::take();
        for (const auto how : {shutdown_mode::drain, shutdown_mode::cancel}) {
            typename TypeParam::thread_pool pool(width);
            std::atomic<std::size_t> runs = 0;
            pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; });
            pool.drain();
            EXPECT_EQ(pool.shutdown(how), 0U);
            EXPECT_THROW(pool.submit([&](std::size_t /*worker*/) noexcept { ++runs; }),
                         std::logic_error);
            EXPECT_EQ(pool.shutdown(how), 0U) << "a second time does nothing";
            pool.drain();
            EXPECT_EQ(runs, 1U);
            EXPECT_EQ(pool.width(), width);
            if constexpr (!requires {
                              TypeParam::thread_pool::refusal(width);
                          }) { // else they belong to the process
                EXPECT_EQ(census::left_since(before), "")
                    << "the pool is still there, its threads are not";
            }
        }
    });
}

} // namespace
} // namespace crossover::tests
