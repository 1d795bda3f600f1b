/// A pool has somebody to run a task.

#include "engines/support/pool_width.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

TEST(PoolWidth, IsGivenBackUnlessItIsNothing) {
    EXPECT_EQ(engines::pool_width(1), 1U);
    EXPECT_EQ(engines::pool_width(1000), 1000U);
    EXPECT_THROW(static_cast<void>(engines::pool_width(0)), std::invalid_argument);
}

} // namespace
} // namespace crossover::tests
