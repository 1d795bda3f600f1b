/// A million tasks that complete without waiting, on a stack of 256 KiB: one byte of stack a task
/// would overflow it. Always built with -O0 and without sanitizers, where no compiler turns a call
/// into a jump.

#include "strategies/coro/deadline.hpp"
#include "strategies/coro/gather.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/shielded.hpp"
#include "strategies/coro/with_resource.hpp"
#include "strategies/coro/with_scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/small_stack.hpp"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::semaphore;
using coro::task;

constexpr std::int64_t a_million = 1'000'000;
constexpr std::size_t stack_bytes = 256 * 1024;

template <class Engine>
class FlatStack : public coroutine_fixture<Engine> {
protected:
    using loop_type = typename Engine::loop;

    /// Runs a coroutine to its end on a fresh loop, in a thread with a small stack. No time-out:
    /// the machine may be slow at -O0.
    template <class Body>
    static void run_small(const Body& body) {
        on_small_stack(stack_bytes, [&body] {
            loop_type loop;
            loop.spawn(body(loop));
            loop.run();
        });
    }
};
TYPED_TEST_SUITE(FlatStack, task_loop_engines, engine_name);

task<std::int64_t> one() {
    co_return 1;
}

task<void> add_one(std::int64_t& sum) {
    sum += co_await one();
}

TYPED_TEST(FlatStack, SpawnedOnTheLoop) {
    std::int64_t sum = 0;
    on_small_stack(stack_bytes, [&sum] {
        typename TypeParam::loop loop;
        for (std::int64_t i = 0; i < a_million; ++i) {
            loop.spawn(add_one(sum));
        }
        loop.run();
    });
    EXPECT_EQ(sum, a_million);
}

TYPED_TEST(FlatStack, AwaitedOneAfterAnotherBeforeAndAfterAWait) {
    std::int64_t sum = 0;
    this->run_small([&sum](auto& loop) -> task<void> {
        for (std::int64_t i = 0; i < a_million / 2; ++i) {
            sum += co_await one();
        }
        co_await sleep_for(loop, 1ms); // from here on the loop's callback stands below
        for (std::int64_t i = 0; i < a_million / 2; ++i) {
            sum += co_await one();
        }
    });
    EXPECT_EQ(sum, a_million);
}

TYPED_TEST(FlatStack, Gathered) {
    std::int64_t sum = 0;
    this->run_small([&sum](auto& /*loop*/) -> task<void> {
        std::vector<task<std::int64_t>> tasks;
        for (std::int64_t i = 0; i < a_million; ++i) {
            tasks.push_back(one());
        }
        const auto values = co_await coro::gather(std::move(tasks));
        for (const auto value : values) {
            sum += value;
        }
    });
    EXPECT_EQ(sum, a_million);
}

TYPED_TEST(FlatStack, CollectedWithEverySecondFailing) {
    std::size_t failed = 0;
    this->run_small([&failed](auto& /*loop*/) -> task<void> {
        auto fails = []() -> task<std::int64_t> {
            throw std::runtime_error("on purpose");
            co_return 0;
        };
        std::vector<task<std::int64_t>> tasks;
        for (std::int64_t i = 0; i < a_million / 10; ++i) { // exceptions cost 10 us at -O0
            tasks.push_back(i % 2 == 0 ? one() : fails());
        }
        const auto outcomes = co_await coro::collect(std::move(tasks));
        for (const auto& each : outcomes) {
            failed += each.ok() ? 0 : 1;
        }
    });
    EXPECT_EQ(failed, a_million / 20);
}

task<void> pass(semaphore& turns, std::int64_t& passed) {
    const auto held = co_await turns.scoped_acquire();
    ++passed;
}

TYPED_TEST(FlatStack, ThroughAFreeSemaphore) {
    std::int64_t passed = 0;
    this->run_small([&passed](auto& loop) -> task<void> {
        semaphore turns(loop.ready(), 1);
        for (std::int64_t i = 0; i < a_million; ++i) {
            co_await pass(turns, passed);
        }
    });
    EXPECT_EQ(passed, a_million);
}

/// Each of a million waiters is let in by the release of the one before: the longest chain of
/// completions there is.
TYPED_TEST(FlatStack, ThroughASemaphoreThatIsHandedOn) {
    std::int64_t passed = 0;
    this->run_small([&passed](auto& loop) -> task<void> {
        semaphore turns(loop.ready(), 1);
        co_await turns.acquire();
        auto body = [&](scope& waiters) -> task<void> {
            for (std::int64_t i = 0; i < a_million; ++i) {
                waiters.spawn(pass(turns, passed));
            }
            turns.release();
            co_return;
        };
        co_await coro::with_scope(body);
    });
    EXPECT_EQ(passed, a_million);
}

TYPED_TEST(FlatStack, CancelledWhileAllWait) {
    std::int64_t cancelled = 0;
    this->run_small([&cancelled](auto& loop) -> task<void> {
        auto wait = [&cancelled](auto& l) -> task<void> {
            try {
                co_await sleep_for(l, 100s);
            } catch (const coro::cancelled&) {
                ++cancelled;
            }
        };
        scope waiters(loop.ready());
        for (std::int64_t i = 0; i < a_million / 10; ++i) {
            waiters.spawn(wait(loop));
        }
        waiters.cancel();
        co_await waiters.join();
    });
    EXPECT_EQ(cancelled, a_million / 10);
}

TYPED_TEST(FlatStack, ThroughEveryHelper) {
    std::int64_t sum = 0;
    this->run_small([&sum](auto& loop) -> task<void> {
        auto acquire = []() -> task<std::int64_t> { return one(); };
        auto use = [](std::int64_t& resource) -> task<std::int64_t> { co_return resource; };
        auto release = [](std::int64_t&) -> task<void> { co_return; };
        auto body = [](scope&) -> task<std::int64_t> { return one(); };
        for (std::int64_t i = 0; i < a_million / 10; ++i) {
            sum += co_await coro::with_resource(acquire, use, release);
            sum += co_await coro::with_scope(body);
            sum += co_await coro::shielded(one());
            sum += co_await coro::with_deadline(loop, 100s, one());
        }
    });
    EXPECT_EQ(sum, 4 * a_million / 10);
}

/// The check itself: what needs stack for each task does not fit.
TEST(FlatStackCheck, SeesRecursion) {
    EXPECT_DEATH(on_small_stack(stack_bytes,
                                [] {
                                    struct recursion {
                                        static std::int64_t depth(std::int64_t n) {
                                            return n == 0 ? 0 : 1 + depth(n - 1);
                                        }
                                    };
                                    std::printf("%ld",
                                                static_cast<long>(recursion::depth(a_million)));
                                }),
                 "");
}

} // namespace
} // namespace crossover::tests
