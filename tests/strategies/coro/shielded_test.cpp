#include "strategies/coro/shielded.hpp"

#include "strategies/coro/gather.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/this_scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/give_after.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::shielded;
using coro::task;

COROUTINE_SUITE(Shielded);

COROUTINE_TEST(Shielded, YieldsWhatTheTaskYields) {
    EXPECT_EQ(co_await shielded(give_after(loop, 1ms, 7)), 7);
    EXPECT_EQ(co_await shielded([]() -> task<int> { co_return 8; }()), 8);
    auto fails = []() -> task<void> {
        throw std::domain_error("on purpose");
        co_return;
    };
    EXPECT_THROW(co_await shielded(fails()), std::domain_error);
}

COROUTINE_TEST(Shielded, IsNotReachedByACancellationButWhatFollowsIs) {
    int given = 0;
    bool told = false;
    scope calling(loop.ready());
    auto caller = [&](Loop& l) -> task<void> {
        given = co_await shielded(give_after(l, 2ms, 7));
        try {
            co_await sleep_for(l, 10s);
        } catch (const coro::cancelled&) {
            told = true;
            throw;
        }
    };
    calling.spawn(caller(loop));
    calling.cancel(); // while it is in the shelter
    co_await calling.join();
    EXPECT_EQ(given, 7);
    EXPECT_TRUE(told);
}

COROUTINE_TEST(Shielded, LetsACancelledTaskAwait) {
    int given = 0;
    scope calling(loop.ready());
    auto caller = [&](Loop& l) -> task<void> {
        try {
            co_await sleep_for(l, 10s);
        } catch (const coro::cancelled&) {
        }
        given = co_await shielded(give_after(l, 1ms, 7));
    };
    calling.spawn(caller(loop));
    calling.cancel();
    co_await calling.join();
    EXPECT_EQ(given, 7);
}

COROUTINE_TEST(Shielded, MayGatherAndHandsSuppressedFailuresOn) {
    scope calling(loop.ready());
    auto fails_when_cancelled = [](Loop& l) -> task<void> {
        try {
            co_await sleep_for(l, 10s);
        } catch (const coro::cancelled&) {
            throw std::logic_error("later");
        }
    };
    auto fails = [](Loop& l) -> task<void> {
        co_await sleep_for(l, 1ms);
        throw std::runtime_error("first");
    };
    auto caller = [&](Loop& l) -> task<void> {
        co_await shielded(coro::gather(fails_when_cancelled(l), fails(l)));
    };
    calling.spawn(caller(loop));
    co_await calling.ended();
    EXPECT_EQ(coro::text_of(calling.failures().at(0)), "first");
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "later");
}

COROUTINE_TEST(Shielded, AwaitsTheHelpersThatTheTaskHasSpawned) {
    bool helped = false;
    auto help = [&helped](Loop& l) -> task<void> {
        co_await sleep_for(l, 2ms);
        helped = true;
    };
    scope calling(loop.ready());
    auto caller = [&help](Loop& l) -> task<void> {
        auto clean_up = [&help](Loop& inner) -> task<void> {
            scope& shelter = co_await coro::this_scope{};
            shelter.spawn(help(inner));
        };
        co_await shielded(clean_up(l));
    };
    calling.spawn(caller(loop));
    calling.cancel(); // while the helper is in the shelter
    co_await calling.join();
    EXPECT_TRUE(helped);
}

} // namespace
} // namespace crossover::tests
