/// What a workload costs and takes that says nothing of it.

#include "workloads/support/task_cost.hpp"

#include "workloads/noop.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

TEST(CostOfTasks, IsNothingThatIsKnownAndTheSameForEach) {
    const auto cost =
        workloads::noop::cost(parameters("noop", workloads::noop::parameter_list, {}, {}), 100);
    EXPECT_EQ(cost.wait_ns, 0);
    EXPECT_EQ(cost.cpu_ns, 0);
    EXPECT_EQ(cost.mean_share, 1);
    EXPECT_EQ(cost.largest_share, 1);
    EXPECT_EQ(cost.last_arrival_ns, 0);
    EXPECT_EQ(cost.all_waits_ns, 0);
    EXPECT_EQ(cost.longest_wait_ns, 0);
}

TEST(CostOfTasks, TakesNothingThatIsLimited) {
    constexpr workload_needs none;
    EXPECT_EQ(none.descriptors + none.slot_descriptors, 0U);
    EXPECT_EQ(none.slot_processes, 0U);
    EXPECT_EQ(none.slot_bytes, 0U);
}

} // namespace
} // namespace crossover::tests
