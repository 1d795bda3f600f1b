/// 100,000 tasks that complete without waiting, on small stacks, on every loop, those with
/// coroutines of their own included: under the strategies, and through the loop's own semaphore.
/// Never optimised, as flat_stack_test.cpp.

#include "strategies/gather.hpp"
#include "strategies/semaphore.hpp"
#include "tests/support/small_stack.hpp"
#include "tests/support/type_lists.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::size_t tasks = 100'000;
/// Three bytes of stack a task would overflow it, and a call that does not return keeps sixteen.
constexpr std::size_t strategy_stack_bytes = 256 * 1024;

struct index_plus_one {
    using wait_type = wait::none;
    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) noexcept {
        return i + 1;
    }
};

/// Runs `body` on a small stack; threads that it starts have one as well.
template <class Body>
void run_small(const Body& body) {
    const small_stacks all(strategy_stack_bytes);
    on_small_stack(strategy_stack_bytes, body);
}

template <class Strategy, class Engine>
void expect_all(std::size_t limit) {
    std::vector<std::uint64_t> results(tasks);
    run_small([&] {
        const index_plus_one work;
        typename Strategy::template contender<Engine, index_plus_one> runner(
            work, {.tasks = tasks, .limit = limit});
        runner.run({.tasks = tasks, .results = results.data()});
    });
    std::uint64_t sum = 0;
    for (const auto each : results) {
        sum += each;
    }
    EXPECT_EQ(sum, tasks * (tasks + 1) / 2);
}

template <class Engine>
class FlatGather : public loop_test<Engine> {};
TYPED_TEST_SUITE(FlatGather, gather_engines, engine_name);

TYPED_TEST(FlatGather, OfManyTasks) {
    expect_all<strategies::gather, TypeParam>(tasks);
}

template <class Engine>
class FlatStrategies : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;
    using semaphore = typename loop_type::semaphore;

    static coroutine pass(semaphore& permits, std::atomic<std::size_t>& passed) {
        co_await permits.acquire();
        passed.fetch_add(1, std::memory_order_relaxed);
        permits.release();
    }

    /// Holds the only permit until all others have been spawned.
    static coroutine pass_first(loop_type& loop, semaphore& permits,
                                std::atomic<std::size_t>& passed) {
        co_await permits.acquire();
        for (std::size_t i = 1; i < tasks; ++i) {
            loop.spawn(pass(permits, passed));
        }
        passed.fetch_add(1, std::memory_order_relaxed);
        co_await loop.wait(wait::timer{std::chrono::milliseconds(1)}, 0); // they stand in the queue
        permits.release();
    }

    static coroutine pass_again_and_again(semaphore& permits, std::atomic<std::size_t>& passed) {
        for (std::size_t i = 0; i < tasks; ++i) {
            co_await permits.acquire();
            passed.fetch_add(1, std::memory_order_relaxed);
            permits.release();
        }
    }
};
TYPED_TEST_SUITE(FlatStrategies, loop_engines, engine_name);

TYPED_TEST(FlatStrategies, BehindASemaphore) {
    expect_all<strategies::semaphore, TypeParam>(100);
}

TYPED_TEST(FlatStrategies, ThroughItsFreeSemaphore) {
    std::atomic<std::size_t> passed = 0;
    run_small([&passed] {
        typename TypeParam::loop loop;
        typename TypeParam::loop::semaphore permits(loop, 1);
        loop.spawn(TestFixture::pass_again_and_again(permits, passed));
        loop.run();
    });
    EXPECT_EQ(passed, tasks);
}

/// Each is let in by the release of the one before: the longest chain of completions there is.
TYPED_TEST(FlatStrategies, ThroughItsSemaphoreThatIsHandedOn) {
    std::atomic<std::size_t> passed = 0;
    run_small([&passed] {
        typename TypeParam::loop loop;
        typename TypeParam::loop::semaphore permits(loop, 1);
        loop.spawn(TestFixture::pass_first(loop, permits, passed));
        loop.run();
    });
    EXPECT_EQ(passed, tasks);
}

} // namespace
} // namespace crossover::tests
