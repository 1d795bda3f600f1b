/// What a semaphore says when it is misused.

#include "strategies/coro/permits.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

template <class Number>
std::string refusal_of_permits(Number permits) {
    try {
        static_cast<void>(coro::valid_permits(permits));
        return "";
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
}

TEST(ValidPermits, AreNoneOrMore) {
    EXPECT_EQ(coro::valid_permits(std::ptrdiff_t{0}), 0);
    EXPECT_EQ(coro::valid_permits(std::ptrdiff_t{5}), 5);
    EXPECT_EQ(coro::valid_permits(std::size_t{0}), 0U);
    EXPECT_EQ(coro::valid_permits(std::size_t{5}), 5U);
}

TEST(ValidPermits, AreNotNegativeWhateverTheType) {
    EXPECT_EQ(refusal_of_permits(std::ptrdiff_t{-3}),
              "a semaphore cannot have -3 permits; give 0 or more");
    EXPECT_EQ(refusal_of_permits(std::numeric_limits<std::size_t>::max()),
              "a semaphore cannot have -1 permits; give 0 or more")
        << "what was negative before it became unsigned";
}

TEST(ValidPermits, AreNamedByWhoGaveOneBackTooOften) {
    EXPECT_STREQ(coro::released_too_often(2).what(),
                 "a semaphore of 2 permits was released more often than acquired");
}

} // namespace
} // namespace crossover::tests
