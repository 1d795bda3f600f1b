#include "tests/support/coroutine_fixture.hpp"

#include "base/clock.hpp"
#include "strategies/coro/deadline.hpp"
#include "strategies/coro/semaphore.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

/// How each test of a list ended, run in turn and together.
template <class Engine>
class CoroutineList : public coroutine_fixture<Engine> {
public:
    using fixture = coroutine_fixture<Engine>;
    using loop_type = typename Engine::loop;

    /// Calls with either way to run a list.
    template <class Call>
    static void both_ways(const Call& call) {
        call(&fixture::in_turn);
        call(&fixture::together);
    }

    static std::map<std::string, std::string>
    failures(const std::vector<coroutine_verdict>& verdicts) {
        std::map<std::string, std::string> failed;
        for (const auto& each : verdicts) {
            if (!each.failure.empty()) {
                failed.emplace(each.name, each.failure);
            }
        }
        return failed;
    }

    static coro::task<void> sleep(loop_type& loop) { co_await sleep_for(loop, 100us); }
};
TYPED_TEST_SUITE(CoroutineList, task_loop_engines, engine_name);

/// Several hundred that are not the same: each does something of its own with its number.
TYPED_TEST(CoroutineList, OfHundredsOfDifferentTestsRunsEachOnce) {
    constexpr std::size_t many = 400;
    std::vector<int> ended(many);
    typename TestFixture::test_list tests;
    for (std::size_t i = 0; i < many; i += 4) {
        tests.push_back(
            {"sleeps " + std::to_string(i), [&ended, i](auto& loop) -> coro::task<void> {
                 co_await sleep_for(loop, i * 1us);
                 ++ended[i];
             }});
        tests.push_back(
            {"ends at once " + std::to_string(i + 1), [&ended, i](auto&) -> coro::task<void> {
                 ++ended[i + 1];
                 co_return;
             }});
        tests.push_back({"is handed a permit " + std::to_string(i + 2),
                         [&ended, i](auto& loop) -> coro::task<void> {
                             coro::semaphore permits(loop.ready(), 1);
                             coro::scope waiting(loop.ready());
                             co_await permits.acquire();
                             waiting.spawn([](auto& p, int& e) -> coro::task<void> {
                                 co_await p.acquire();
                                 ++e;
                             }(permits, ended[i + 2]));
                             permits.release();
                             co_await waiting.join();
                         }});
        tests.push_back(
            {"is late " + std::to_string(i + 3), [&ended, i](auto& loop) -> coro::task<void> {
                 auto late = coro::with_deadline(loop, 50us, sleep_for(loop, 10s));
                 try {
                     co_await std::move(late);
                 } catch (const coro::deadline_exceeded&) {
                     ++ended[i + 3];
                 }
             }});
    }
    this->both_ways([&](auto all_of) {
        std::ranges::fill(ended, 0);
        const auto verdicts = all_of(tests);
        EXPECT_EQ(ended, std::vector<int>(many, 1));
        EXPECT_TRUE(this->failures(verdicts).empty());
        ASSERT_EQ(verdicts.size(), tests.size());
        EXPECT_EQ(verdicts[101].name, tests[101].name) << "in their order";
    });
}

TYPED_TEST(CoroutineList, NamesEachThatFailsAndRunsAllOthers) {
    int ended = 0;
    typename TestFixture::test_list tests;
    for (int i = 0; i < 50; ++i) {
        const std::string number = std::to_string(i);
        tests.push_back({"passes " + number, [&ended](auto& loop) -> coro::task<void> {
                             co_await sleep_for(loop, 1ms);
                             ++ended;
                         }});
    }
    tests.insert(tests.begin() + 10, {"throws", [](auto& loop) -> coro::task<void> {
                                          co_await sleep_for(loop, 100us);
                                          throw std::runtime_error("on purpose");
                                      }});
    tests.insert(tests.begin() + 20, {"expects", [](auto& loop) -> coro::task<void> {
                                          co_await sleep_for(loop, 100us);
                                          EXPECT_EQ(1 + 1, 3) << "what one may hope for";
                                      }});
    tests.insert(tests.begin() + 30, {"hangs",
                                      [](auto& loop) -> coro::task<void> {
                                          coro::semaphore never(loop.ready(), 0);
                                          co_await never.acquire();
                                      },
                                      5ms});
    tests.insert(tests.begin() + 40, {"fails in a child", [](auto& loop) -> coro::task<void> {
                                          coro::scope children(loop.ready());
                                          children.spawn([](auto& l) -> coro::task<void> {
                                              co_await sleep_for(l, 100us);
                                              ADD_FAILURE() << "the child";
                                          }(loop));
                                          co_await children.join();
                                      }});
    this->both_ways([&](auto all_of) {
        ended = 0;
        const auto failed = this->failures(all_of(tests));
        EXPECT_EQ(ended, 50);
        ASSERT_EQ(failed.size(), 4U);
        EXPECT_EQ(failed.at("throws"), "on purpose");
        EXPECT_NE(failed.at("expects").find("what one may hope for"), std::string::npos)
            << failed.at("expects");
        EXPECT_NE(failed.at("expects").find("coroutine_fixture_test.cpp"), std::string::npos)
            << failed.at("expects");
        EXPECT_NE(failed.at("hangs").find("did not end within its 5"), std::string::npos)
            << failed.at("hangs");
        EXPECT_NE(failed.at("fails in a child").find("the child"), std::string::npos);
    });
}

TYPED_TEST(CoroutineList, FailsTheTestThatRunsItByTheNameOfTheOneThatFailed) {
    using fixture_type = coroutine_fixture<TypeParam>;
    static typename fixture_type::test_list tests;
    tests = {{"passes", TestFixture::sleep}, {"is the culprit", [](auto& loop) -> coro::task<void> {
                                                  co_await sleep_for(loop, 100us);
                                                  EXPECT_TRUE(false);
                                              }}};
    EXPECT_NONFATAL_FAILURE(fixture_type::run_in_turn(tests), "is the culprit");
    EXPECT_NONFATAL_FAILURE(fixture_type::run_together(tests), "is the culprit");
    EXPECT_NONFATAL_FAILURE(EXPECT_TRUE(false), "false"); // expectations are told as before
    tests.clear();
}

/// A body that catches everything hides nothing.
TYPED_TEST(CoroutineList, TellsAnExpectationWhoseFailureWasCaught) {
    const typename TestFixture::test_list tests{
        {"catches all",
         [](auto& loop) -> coro::task<void> {
             co_await sleep_for(loop, 100us);
             try {
                 EXPECT_TRUE(false) << "caught";
             } catch (...) { // NOLINT(bugprone-empty-catch): what is tested
             }
         }},
        {"passes", TestFixture::sleep}};
    this->both_ways([&](auto all_of) {
        const auto verdicts = all_of(tests);
        ASSERT_EQ(verdicts.size(), 3U);
        EXPECT_NE(verdicts[2].failure.find("caught"), std::string::npos);
    });
}

/// The difference as numbers: docs/PATTERNS.md says how to see them. Named so that it runs alone.
template <class Engine>
class CoroutineListTiming : public CoroutineList<Engine> {};
TYPED_TEST_SUITE(CoroutineListTiming, task_loop_engines, engine_name);

TYPED_TEST(CoroutineListTiming, AHundredDifferentTestsOfFiveMilliseconds) {
    constexpr std::size_t many = 100;
    constexpr std::int64_t each_ns = 5'000'000;
    std::vector<int> runs(many);
    typename TestFixture::test_list tests;
    for (std::size_t i = 0; i < many; ++i) { // in so many steps each
        tests.push_back({"in " + std::to_string(i % 5 + 1) + " steps, " + std::to_string(i),
                         [&runs, i](auto& loop) -> coro::task<void> {
                             const auto steps = static_cast<std::int64_t>(i % 5 + 1);
                             for (std::int64_t step = 0; step < steps; ++step) {
                                 co_await sleep_for(loop,
                                                    std::chrono::nanoseconds(each_ns / steps));
                             }
                             ++runs[i];
                         }});
    }
    const auto begin = now_ns();
    this->run_in_turn(tests);
    const auto between = now_ns();
    this->run_together(tests);
    const auto end = now_ns();
    const auto in_turn = between - begin;
    const auto together = end - between;
    std::printf("%zu different tests that sleep 5 ms: in turn %.3f s, together %.4f s, %.0fx\n",
                many, static_cast<double>(in_turn) / 1e9, static_cast<double>(together) / 1e9,
                static_cast<double>(in_turn) / static_cast<double>(together));
    EXPECT_EQ(runs, std::vector<int>(many, 2));
    EXPECT_GE(in_turn, static_cast<std::int64_t>(many) * each_ns * 99 /
                           100); // a fifth of 5 ms is rounded down
    EXPECT_GE(together, each_ns * 99 / 100);
    EXPECT_LT(together, in_turn / 20)
        << "waits are shared when tests run together: 90x on a quiet machine";
}

} // namespace
} // namespace crossover::tests
