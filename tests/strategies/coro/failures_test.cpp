/// What is told of a failure: whether it was a cancellation, and its text.

#include "strategies/coro/failures.hpp"

#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

TEST(CoroFailures, AreCancellationsWhenATaskWasCancelledOrNeverStarted) {
    EXPECT_TRUE(coro::is_cancellation(std::make_exception_ptr(coro::cancelled{})));
    EXPECT_TRUE(coro::is_cancellation(std::make_exception_ptr(coro::never_started{})));
    EXPECT_FALSE(coro::is_cancellation(std::make_exception_ptr(std::runtime_error("cancelled"))));
    EXPECT_FALSE(coro::is_cancellation(std::make_exception_ptr(7)));
}

TEST(CoroFailures, HaveTheTextOfWhatWasThrown) {
    EXPECT_EQ(coro::text_of(std::make_exception_ptr(std::domain_error("on purpose"))),
              "on purpose");
    EXPECT_EQ(coro::text_of(std::make_exception_ptr(coro::cancelled{})), "cancelled");
    EXPECT_EQ(coro::text_of(std::make_exception_ptr(7)), "something that is not a std::exception");
    EXPECT_EQ(coro::text_of(nullptr), "") << "there is none";
}

TEST(CoroFailures, ThatNobodyCanBeToldEndTheProcessWithTheirText) {
    EXPECT_DEATH(coro::detail::end_process("a scope was destroyed", "two tasks"),
                 "a scope was destroyed: two tasks");
}

} // namespace
} // namespace crossover::tests
