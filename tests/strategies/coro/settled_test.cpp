/// Code that goes on after what it awaited, however that ended.

#include "strategies/coro/settled.hpp"

#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/semaphore.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace crossover::tests {
namespace {

coro::task<int> settle_five() {
    co_return 5;
}
coro::task<void> settle_nothing() {
    co_return;
}
coro::task<int> settle_failure() {
    throw std::domain_error("on purpose");
    co_return 0;
}

/// Runs a coroutine to its end; it waits for nothing.
template <class Body>
void run_at_once(Body body) {
    coro::ready_list ready;
    coro::scope tasks(ready);
    tasks.spawn(body());
    EXPECT_TRUE(tasks.idle());
    EXPECT_TRUE(tasks.failures().empty()) << coro::text_of(tasks.failures().front());
}

TEST(Settled, YieldsValuesAndFailuresAlike) {
    run_at_once([]() -> coro::task<void> {
        auto five = co_await coro::settled(settle_five());
        EXPECT_EQ(five.value(), 5);
        EXPECT_TRUE((co_await coro::settled(settle_nothing())).ok());
        auto failed = co_await coro::settled(settle_failure());
        EXPECT_FALSE(failed.ok());
        EXPECT_THROW(failed.value(), std::domain_error);
    });
}

TEST(Settled, YieldsWhatACallThrowsBeforeItIsACoroutine) {
    run_at_once([]() -> coro::task<void> {
        const auto refuse = []() -> coro::task<int> { throw std::length_error("no coroutine"); };
        EXPECT_EQ((co_await coro::detail::settled_call(refuse)).text(), "no coroutine");
        EXPECT_EQ((co_await coro::detail::settled_call(settle_five)).value(), 5);
        EXPECT_TRUE((co_await coro::detail::settled_call(settle_nothing)).ok());
        EXPECT_EQ((co_await coro::detail::settled_call(settle_failure)).text(), "on purpose");
    });
}

coro::task<void> wait_for_permit(coro::semaphore& turns) {
    co_await turns.acquire();
}

coro::task<void> settle_a_wait(coro::semaphore& turns, std::string& told) {
    const auto waited = co_await coro::settled(wait_for_permit(turns));
    told = waited.text();
}

TEST(Settled, YieldsACancellationToo) {
    coro::ready_list ready;
    coro::semaphore shut(ready, 0);
    coro::scope tasks(ready);
    std::string told;
    tasks.spawn(settle_a_wait(shut, told));
    EXPECT_FALSE(tasks.idle()) << "it waits";
    tasks.cancel();
    ready.drain();
    EXPECT_EQ(told, "cancelled");
    EXPECT_TRUE(tasks.idle());
}

} // namespace
} // namespace crossover::tests
