/// When the system refuses a thread half-way to contenders that start threads themselves: an error
/// that says what to do, those that were started come to their end, and a smaller batch can be run.
/// (Pools: tests/engines/thread_pool_limit_test.cpp.)

#include "base/error.hpp"
#include "bench/sample/outcomes.hpp"
#include "strategies/gather.hpp"
#include "strategies/thread_per_task.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <sched.h>
#include <string>
#include <thread>
#include <type_traits>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// Its tasks count themselves, and take some time.
class counted {
public:
    using wait_type = wait::none;

    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        ++begun;
        std::this_thread::sleep_for(10ms);
        ++ended;
        return i;
    }

    mutable std::atomic<int> begun = 0;
    mutable std::atomic<int> ended = 0;
};

/// Runs what must be refused a thread after the first; returns the number of the one that was
/// refused.
template <class Call>
std::size_t refused_thread(const Call& call) {
    try {
        call();
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        const std::size_t number = number_after("cannot start thread ", refused.what());
        EXPECT_GT(number, 1U) << refused.what();
        return number;
    }
    ADD_FAILURE() << "all threads were started";
    return 0;
}

template <class E>
struct starts_threads : std::bool_constant<strategies::thread_per_task::fits<E>> {};

template <class Engine>
class RefusedThread : public loop_test<Engine> {};
TYPED_TEST_SUITE(RefusedThread, detail::engines_that<starts_threads>, engine_name);

TYPED_TEST(RefusedThread, EndsThoseOfABatchThatWereStarted) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([] {
        constexpr std::size_t tasks = 50;
        const counted work;
        bench::outcomes left(tasks);
        strategies::thread_per_task::contender<TypeParam, counted> runner(
            work, {.tasks = tasks, .limit = tasks});
        ASSERT_TRUE(allow_threads(3));
        const auto before = census::take();
        for (int round = 0; round < 2; ++round) {
            const std::size_t refused =
                refused_thread([&] { runner.run(left.prepare(tasks, true)); });
            EXPECT_LT(refused, tasks);
            EXPECT_EQ(work.ended, work.begun) << "a task was still running";
            EXPECT_EQ(census::left_since(before), "");
        }
        const int before_last = work.ended;
        runner.run(left.prepare(2, true));
        EXPECT_EQ(work.ended, before_last + 2);
    });
}

template <class E>
    struct has_threads : std::bool_constant < requires {
    requires parallel_loop<typename E::loop>;
} > {};

/// A loop that a thread for each core runs.
template <class Engine>
class RefusedLoopThread : public loop_test<Engine> {};
TYPED_TEST_SUITE(RefusedLoopThread, detail::engines_that<has_threads>, engine_name);

TYPED_TEST(RefusedLoopThread, EndsThoseThatWereStarted) {
    cpu_set_t cores;
    if (::sched_getaffinity(0, sizeof cores, &cores) != 0 || CPU_COUNT(&cores) < 2) {
        GTEST_SKIP() << "there is one core";
    }
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([] {
        const counted work;
        ASSERT_TRUE(allow_threads(1));
        const auto before = census::take();
        for (int round = 0; round < 3; ++round) {
            EXPECT_EQ(refused_thread([] { typename TypeParam::loop loop; }), 2U);
            EXPECT_EQ(census::left_since(before), "");
        }
        using contender = strategies::gather::contender<TypeParam, counted>;
        EXPECT_EQ(refused_thread([&work] { contender runner(work, {.tasks = 4, .limit = 4}); }),
                  2U);
        EXPECT_EQ(census::left_since(before), "");
        EXPECT_EQ(work.begun, 0);
    });
}

} // namespace
} // namespace crossover::tests
