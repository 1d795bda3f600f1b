/// Every contender has as many tasks in flight as the limit allows, and never more: the tasks count
/// themselves.

#include "base/error.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

class ConformanceLimit : public testing::TestWithParam<contender> {};

/// Runs a batch whose tasks wait for so long; returns how many of them were in flight at once.
int most_in_flight(const bench::contender_entry& entry, const batch_size& s, std::int64_t wait_us) {
    rig r(test_registry(), entry, s, {{"wait_us", wait_us}});
    r.expect_right_batch();
    EXPECT_EQ(r.work_as<counting>().in_flight(), 0) << r.where();
    return r.work_as<counting>().high_water();
}

TEST_P(ConformanceLimit, IsReachedAndNeverExceeded) {
    constexpr std::int64_t longest_wait_us = 1'000'000;
    const auto& entry = *GetParam();
    for (const std::size_t limit : {1UL, 4UL, 100UL}) {
        const batch_size s{.tasks = 12, .limit = limit};
        const auto allowed = static_cast<int>(entry.limit(s));
        in_a_fit_process(entry, [&] {
            int most = 0;
            // On a slow or busy machine the first may end before the last has begun: then once
            // more, with longer waits.
            for (std::int64_t wait_us = allowed == 1 ? 1000 : 10'000; most < allowed;
                 wait_us *= 2) {
                ASSERT_LT(wait_us, longest_wait_us)
                    << entry.name() << " has at most " << most << " of " << allowed;
                most = most_in_flight(entry, s, wait_us);
            }
            EXPECT_EQ(most, allowed) << entry.name();
        });
    }
}

TEST_P(ConformanceLimit, OfZeroIsRefusedInOneSentence) {
    const auto& entry = *GetParam();
    try {
        const rig r(test_registry(), entry, {.tasks = 3, .limit = 0});
        ADD_FAILURE() << entry.name() << " was set up with a limit of 0";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        EXPECT_STREQ(refused.what(), "a limit of 0 lets none of 3 tasks run; give 1 or more");
    }
}

TEST_P(ConformanceLimit, ABatchOfNoTasksEndsAtOnce) {
    const auto& entry = *GetParam();
    in_a_fit_process(entry, [&] {
        rig none(test_registry(), entry, {.tasks = 0, .limit = 4});
        none.expect_right_batch();
        rig some(test_registry(), entry, {.tasks = 4, .limit = 4}, {{"wait_us", 100}});
        some.expect_right_batch(0);
        some.expect_right_batch();
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceLimit,
                         testing::ValuesIn(contenders_on(test_registry(), "counting")),
                         contender_name());

} // namespace
} // namespace crossover::tests
