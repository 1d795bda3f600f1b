/// Every contender on every workload of the tree: right digests in the order of input, the limit
/// kept, nothing left behind.

#include "bench/catalog/registry.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

class Conformance : public testing::TestWithParam<contender> {
protected:
    /// A workload of a server that is not here (CROSSOVER_DSN names one) says so when it is made.
    void SetUp() override {
        const auto& workload = bench::all().workload(entry().workload);
        try {
            workload.make(small_parameters(workload));
        } catch (const unfit& reason) {
            GTEST_SKIP() << reason.what();
        }
    }

    [[nodiscard]] static const bench::contender_entry& entry() { return *GetParam(); }
};

/// The thread sanitizer takes a second to fork: who needs a process for each width has one width.
bool takes_long_to_fork(const bench::contender_entry& entry) {
    return under_tsan && entry.refusal;
}

/// The first use of a library may set things up for the whole process; the second may not add to
/// them.
TEST_P(Conformance, YieldsRightDigestsInOrderWithinTheLimitAndLeavesNothingBehind) {
    for (const std::size_t limit : {1UL, 3UL, 100UL}) {
        for (const std::size_t tasks : {0UL, 1UL, 7UL, many_tasks(entry())}) {
            if (takes_long_to_fork(entry()) && !(limit == 3 && tasks == 7)) {
                continue;
            }
            in_a_fit_process(entry(), [&] {
                const batch_size s{.tasks = tasks, .limit = limit};
                {
                    rig r(bench::all(), entry(), s);
                    r.expect_right_batch(tasks);
                    r.expect_right_batch(tasks, false);
                    r.expect_right_batch(tasks / 2);
                    r.expect_right_batch(0);
                    r.expect_right_batch(tasks);
                }
                if (limit == 3 && tasks == 7) {
                    const auto before = census::take();
                    rig(bench::all(), entry(), s).expect_right_batch();
                    EXPECT_EQ(census::left_since(before, threads_kept(entry(), limit)), "");
                }
            });
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(contenders_on(bench::all(), "")),
                         contender_name());

TEST(Registry, HoldsEveryStrategyOnSomeEngine) {
    std::set<std::string> strategies;
    for (const auto& entry : bench::all().contenders) {
        strategies.insert(entry.strategy);
    }
    for (const auto* name : {"sequential", "gather", "semaphore", "thread_pool", "process_pool",
                             "offload", "blocking_gather", "thread_per_task", "fork_per_task"}) {
        EXPECT_TRUE(strategies.contains(name)) << name;
    }
}

} // namespace
} // namespace crossover::tests
