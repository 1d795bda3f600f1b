/// A pool is closed once, and takes nothing from then on.

#include "engines/support/closed_flag.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

TEST(ClosedFlag, RefusesOnceItIsClosedAndNotBefore) {
    engines::closed_flag flag;
    EXPECT_NO_THROW(flag.require_open());
    EXPECT_TRUE(flag.close());
    EXPECT_THROW(flag.require_open(), std::logic_error);
    EXPECT_FALSE(flag.close()) << "it was closed before";
    EXPECT_THROW(flag.require_open(), std::logic_error);
}

} // namespace
} // namespace crossover::tests
