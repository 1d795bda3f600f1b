/// How a task ended: with its value, or with what it threw.

#include "strategies/coro/outcome.hpp"

#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/scope.hpp"

#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace crossover::tests {
namespace {

TEST(CoroOutcome, OfASuccessHasTheValueAlone) {
    auto made = coro::outcome<std::string>::success("here");
    EXPECT_TRUE(made.ok());
    EXPECT_EQ(made.value(), "here");
    EXPECT_EQ(made.failure(), nullptr);
    EXPECT_EQ(made.text(), "");
}

TEST(CoroOutcome, OfAFailureRethrowsItAsItself) {
    const auto thrown = std::make_exception_ptr(std::domain_error("on purpose"));
    auto made = coro::outcome<int>::failed(thrown);
    EXPECT_FALSE(made.ok());
    EXPECT_THROW(made.value(), std::domain_error);
    EXPECT_EQ(made.failure(), thrown);
    EXPECT_EQ(made.text(), "on purpose");
}

coro::task<int> nine_or_throw(bool throws) {
    if (throws) {
        throw std::domain_error("no nine");
    }
    co_return 9;
}

coro::task<void> nothing_to_yield() {
    co_return;
}

TEST(CoroOutcome, OfATaskThatHasEndedIsWhatItYieldedOrThrew) {
    coro::ready_list ready;
    coro::scope tasks(ready);
    auto nine = nine_or_throw(false);
    auto none = nothing_to_yield();
    tasks.start(nine);
    tasks.start(none);
    EXPECT_EQ(coro::outcome<int>::of(nine).value(), 9);
    EXPECT_TRUE(coro::outcome<void>::of(none).ok());
    auto fails = nine_or_throw(true);
    tasks.start(fails);
    EXPECT_EQ(coro::outcome<int>::of(fails).text(), "no nine");
    EXPECT_EQ(tasks.failures().size(), 1U);
    auto late = nine_or_throw(false);
    tasks.start(late); // its scope was cancelled by the failure
    EXPECT_TRUE(coro::is_cancellation(coro::outcome<int>::of(late).failure()));
}

/// Cannot be handed on.
struct sticky {
    explicit sticky(int /*n*/) noexcept {}
    sticky(sticky&& /*other*/) { // NOLINT: it is what is tested
        throw std::length_error("it sticks");
    }
};

coro::task<sticky> yield_sticky() {
    co_return 1;
}

TEST(CoroOutcome, OfAValueThatCannotBeMovedIsAFailure) {
    coro::ready_list ready;
    coro::scope tasks(ready);
    auto stuck = yield_sticky();
    tasks.start(stuck);
    EXPECT_EQ(coro::outcome<sticky>::of(stuck).text(), "it sticks");
}

} // namespace
} // namespace crossover::tests
