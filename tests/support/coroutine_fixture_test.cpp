#include "tests/support/coroutine_fixture.hpp"

#include "base/clock.hpp"
#include "strategies/coro/semaphore.hpp"

#include <chrono>
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

TYPED_TEST(CoroutineFixture, RunsHundredsInTurnOrTogether) {
    int runs = 0;
    const auto body = [&runs](auto& loop) -> coro::task<void> {
        co_await sleep_for(loop, 1ms);
        ++runs;
    };
    const auto begin = now_ns();
    this->run_in_turn(200, body);
    const auto between = now_ns();
    this->run_together(200, body);
    const auto end = now_ns();
    EXPECT_EQ(runs, 400);
    EXPECT_GE(between - begin, 200 * 1'000'000);
    EXPECT_LT(end - between, (between - begin) / 2) << "waits are shared when tests run together";
}

} // namespace
} // namespace crossover::tests
