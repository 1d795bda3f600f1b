#include "strategies/coro/with_scope.hpp"

#include "strategies/coro/scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/fail_after.hpp"
#include "tests/support/lives.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::task;
using coro::with_scope;

COROUTINE_SUITE(WithScope);

template <class Loop>
task<void> sleep_counted(Loop& loop, std::chrono::nanoseconds time, int& active, int& ended) {
    const life here(active);
    co_await sleep_for(loop, time);
    ++ended;
}

COROUTINE_TEST(WithScope, ReturnsWhenEveryChildHasEnded) {
    int active = 0;
    int ended = 0;
    auto body = [&](scope& children) -> task<int> {
        for (int i = 0; i < 10; ++i) {
            children.spawn(sleep_counted(loop, 100us * i, active, ended));
        }
        co_return 7;
    };
    EXPECT_EQ(co_await with_scope(body), 7);
    EXPECT_EQ(active, 0);
    EXPECT_EQ(ended, 10);
}

COROUTINE_TEST(WithScope, AnErrorOfTheBodyCancelsTheChildren) {
    int active = 0;
    int ended = 0;
    auto body = [&](scope& children) -> task<void> {
        children.spawn(sleep_counted(loop, 10s, active, ended));
        co_await fail_after(loop, 1ms, "body");
    };
    EXPECT_THROW(co_await with_scope(body), std::runtime_error);
    EXPECT_EQ(active, 0) << "a child was left behind";
    EXPECT_EQ(ended, 0);
}

COROUTINE_TEST(WithScope, AnErrorOfAChildCancelsTheBody) {
    bool body_was_cancelled = false;
    auto body = [&](scope& children) -> task<void> {
        children.spawn(fail_after(loop, 1ms, "child"));
        try {
            co_await sleep_for(loop, 10s);
        } catch (const coro::cancelled&) {
            body_was_cancelled = true;
            throw;
        }
    };
    std::string seen;
    try {
        co_await with_scope(body);
    } catch (const std::runtime_error& failure) {
        seen = failure.what();
    }
    EXPECT_EQ(seen, "child");
    EXPECT_TRUE(body_was_cancelled);
}

COROUTINE_TEST(WithScope, CancellationOfTheCallerReachesBodyAndChildren) {
    int active = 0;
    int ended = 0;
    scope calling(loop.ready());
    auto body = [&](scope& children) -> task<void> {
        children.spawn(sleep_counted(loop, 10s, active, ended));
        co_await sleep_counted(loop, 10s, active, ended);
    };
    calling.spawn(with_scope(body));
    EXPECT_EQ(active, 2);
    calling.cancel();
    co_await calling.join();
    EXPECT_EQ(active, 0);
    EXPECT_EQ(ended, 0);
}

/// What a scope by hand gets wrong: its destructor ends the process rather than let tasks run on in
/// a scope that is gone.
TYPED_TEST(WithScope, AScopeByHandThatGoesTooEarlyEndsTheProcess) {
    const auto leave_early = [] {
        typename TypeParam::loop loop;
        scope children(loop.ready());
        children.spawn(sleep_for(loop, 10s));
    };
    EXPECT_DEATH(
        leave_early(),
        "destroyed while tasks of it were running: 1; co_await its join\\(\\), or use with_scope");
}

TYPED_TEST(WithScope, AScopeByHandThatGoesWithAFailureUnseenEndsTheProcess) {
    const auto forget = [](bool look) {
        typename TypeParam::loop loop;
        scope children(loop.ready());
        auto fails = []() -> task<void> {
            throw std::runtime_error("nobody looks");
            co_return;
        };
        children.spawn(fails());
        if (look) {
            EXPECT_EQ(children.failures().size(), 1U);
        }
    };
    EXPECT_DEATH(forget(false), "a failure that nobody has asked for: nobody looks");
    forget(true);
}

/// A loop is a scope as well: what was spawned on it and never run, or failed and was never asked
/// for, is not dropped in silence.
TYPED_TEST(WithScope, ALoopThatGoesTooEarlyEndsTheProcess) {
    const auto leave_early = [] {
        typename TypeParam::loop loop;
        loop.spawn(sleep_for(loop, 10s));
    };
    EXPECT_DEATH(leave_early(), "destroyed while tasks of it were running");
}

/// A body that throws before it is a coroutine: its children are cancelled and awaited all the
/// same.
COROUTINE_TEST(WithScope, ABodyThatThrowsWhileItIsCalledCancelsWhatItHasSpawned) {
    int active = 0;
    int ended = 0;
    auto body = [&](scope& children) -> task<int> {
        children.spawn(sleep_counted(loop, 10s, active, ended));
        if (children.active() == 1) {
            throw std::domain_error("no coroutine yet");
        }
        return []() -> task<int> { co_return 1; }();
    };
    EXPECT_THROW(co_await with_scope(body), std::domain_error);
    EXPECT_EQ(active, 0);
    EXPECT_EQ(ended, 0);
    auto gives_up = [](scope& children) -> task<int> {
        children.cancel();
        throw coro::cancelled{};
    };
    EXPECT_THROW(co_await with_scope(gives_up), coro::cancelled);
}

COROUTINE_TEST(WithScope, ABodyThatJoinsItsOwnScopeIsAnError) {
    auto body = [](scope& children) -> task<void> { co_await children.join(); };
    EXPECT_THROW(co_await with_scope(body), std::logic_error);
}

COROUTINE_TEST(WithScope, YieldsItsValueWhenTheBodyHasCancelledTheRest) {
    int active = 0;
    int ended = 0;
    auto body = [&](scope& children) -> task<int> {
        children.spawn(sleep_counted(loop, 10s, active, ended));
        children.cancel();
        co_return 5;
    };
    EXPECT_EQ(co_await with_scope(body), 5);
    EXPECT_EQ(active, 0);
}

} // namespace
} // namespace crossover::tests
