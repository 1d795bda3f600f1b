#include "base/saturate.hpp"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>

namespace crossover::tests {
namespace {

constexpr auto highest = std::numeric_limits<std::int64_t>::max();
constexpr auto lowest = std::numeric_limits<std::int64_t>::min();

TEST(Saturate, AddsWhatFits) {
    EXPECT_EQ(saturating_add(2, 3), 5);
    EXPECT_EQ(saturating_add(highest - 1, 1), highest);
    EXPECT_EQ(saturating_add(lowest, highest), -1);
}

TEST(Saturate, StopsAtTheEndsOfTheRange) {
    EXPECT_EQ(saturating_add(1, highest), highest);
    EXPECT_EQ(saturating_add(highest, 1), highest);
    EXPECT_EQ(saturating_add(-1, lowest), lowest);
    EXPECT_EQ(saturating_add(lowest, -1), lowest);
}

TEST(Saturate, TheFarthestMomentIsTheClocksEnd) {
    EXPECT_EQ(from_now_ns(std::chrono::nanoseconds::max()), highest);
    EXPECT_LT(from_now_ns(std::chrono::nanoseconds::min()), 0);
    const auto before = now_ns();
    EXPECT_GE(from_now_ns(std::chrono::nanoseconds(5)), before + 5);
}

} // namespace
} // namespace crossover::tests
