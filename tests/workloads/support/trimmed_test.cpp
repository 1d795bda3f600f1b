/// A text without the blanks at its ends.

#include "workloads/support/trimmed.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using workloads::trimmed;

TEST(Trimmed, LosesTheBlanksAtBothEnds) {
    EXPECT_EQ(trimmed("  both  "), "both");
    EXPECT_EQ(trimmed(" before"), "before");
    EXPECT_EQ(trimmed("behind "), "behind");
    EXPECT_EQ(trimmed("none"), "none");
    EXPECT_EQ(trimmed(" x "), "x");
}

TEST(Trimmed, KeepsThoseInsideAndWhatIsNoBlank) {
    EXPECT_EQ(trimmed(" a  b "), "a  b");
    EXPECT_EQ(trimmed(" \ta\n "), "\ta\n");
}

TEST(Trimmed, IsNothingWhereAllAreBlanks) {
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("   "), "");
}

} // namespace
} // namespace crossover::tests
