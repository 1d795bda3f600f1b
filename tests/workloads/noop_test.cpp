/// Tasks that do nothing, and leave a digest all the same.

#include "workloads/noop.hpp"

#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using workloads::noop;

TEST(NoopWorkload, LeavesADigestOfTaskAndBatch) {
    EXPECT_EQ(noop::compute(3, 0), mix(3));
    EXPECT_EQ(noop::compute(3, 0, 5), mix(3 ^ 5));
    EXPECT_EQ(noop::compute(3, 17, 5), mix(3 ^ 5)) << "there is no answer to look at";
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(noop::expected(i, 8), noop::compute(i, 0, 8)) << i;
    }
}

TEST(NoopWorkload, WaitsForNothingAndCanBeRunByPrograms) {
    EXPECT_EQ(noop::wait_ns(), 0);
    EXPECT_TRUE(noop::parameter_list.empty());
    EXPECT_TRUE(tells_programs<noop>);
    EXPECT_TRUE(noop::told().empty());
}

} // namespace
} // namespace crossover::tests
