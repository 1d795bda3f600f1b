#include "tests/support/coroutine_fixture.hpp"

#include "base/clock.hpp"
#include "strategies/coro/semaphore.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

COROUTINE_SUITE(CoroutineFixture);

COROUTINE_TEST(CoroutineFixture, RunsACoroutineAsATest) {
    const auto start = now_ns();
    co_await sleep_for(loop, 1ms);
    EXPECT_GE(now_ns() - start, 1'000'000);
}

TYPED_TEST(CoroutineFixture, LetsAnErrorOut) {
    const auto body = [](auto& loop) -> coro::task<void> {
        co_await sleep_for(loop, 1ms);
        throw std::runtime_error("on purpose");
    };
    EXPECT_THROW(this->run(body), std::runtime_error);
}

TYPED_TEST(CoroutineFixture, EndsACoroutineThatWouldWaitForever) {
    using fixture = coroutine_fixture<TypeParam>;
    static bool cancelled;
    cancelled = false;
    EXPECT_NONFATAL_FAILURE(fixture::run(
                                [](auto& loop) -> coro::task<void> {
                                    coro::semaphore never(loop.ready(), 0);
                                    try {
                                        co_await never.acquire();
                                    } catch (const coro::cancelled&) {
                                        cancelled = true;
                                    }
                                },
                                10ms),
                            "did not end within its time");
    EXPECT_TRUE(cancelled);
}

/// The difference as numbers: docs/PATTERNS.md says how to see them. Named so that it runs alone.
template <class Engine>
class CoroutineFixtureTiming : public coroutine_fixture<Engine> {};
TYPED_TEST_SUITE(CoroutineFixtureTiming, task_loop_engines, engine_name);

TYPED_TEST(CoroutineFixtureTiming, ThreeHundredTestsThatSleepTenMilliseconds) {
    constexpr std::size_t tests = 300;
    constexpr std::int64_t sleep_ns = 10'000'000;
    std::size_t runs = 0;
    const auto body = [&runs](auto& loop) -> coro::task<void> {
        co_await sleep_for(loop, 10ms);
        ++runs;
    };
    const auto begin = now_ns();
    this->run_in_turn(tests, body);
    const auto between = now_ns();
    this->run_together(tests, body);
    const auto end = now_ns();
    const auto in_turn = between - begin;
    const auto together = end - between;
    std::printf("%zu tests that sleep 10 ms: in turn %.3f s, together %.4f s, %.0fx\n", tests,
                static_cast<double>(in_turn) / 1e9, static_cast<double>(together) / 1e9,
                static_cast<double>(in_turn) / static_cast<double>(together));
    EXPECT_EQ(runs, 2 * tests);
    EXPECT_GE(in_turn, static_cast<std::int64_t>(tests) * sleep_ns);
    EXPECT_GE(together, sleep_ns);
    EXPECT_LT(together, in_turn / 50) << "waits are shared when tests run together: 300x on a quiet machine";
}

/// One that fails among them is seen, by its own message; the others run to their end.
TYPED_TEST(CoroutineFixture, TogetherEveryFailureIsSeen) {
    static int runs;
    runs = 0;
    EXPECT_NONFATAL_FAILURE(coroutine_fixture<TypeParam>::run_together(100,
                                                                       [](auto& loop) -> coro::task<void> {
                                                                           co_await sleep_for(loop, 1ms);
                                                                           EXPECT_NE(++runs, 50);
                                                                       }),
                            "runs");
    EXPECT_EQ(runs, 100);
}

} // namespace
} // namespace crossover::tests
