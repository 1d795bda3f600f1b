/// Every contender has as many tasks in flight as the limit allows, and never more: the tasks count themselves.

#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

class ConformanceLimit : public testing::TestWithParam<contender> {};

TEST_P(ConformanceLimit, IsReachedAndNeverExceeded) {
    const auto& entry = *GetParam();
    for (const std::size_t limit : {1UL, 4UL, 100UL}) {
        const shape s{.tasks = 12, .limit = limit};
        in_a_fit_process(entry, [&] {
            rig r(test_registry(), entry, s, {{"wait_us", limit == 1 ? 1000 : 20'000}});
            const auto allowed = static_cast<int>(entry.limit(s));
            auto& work = r.work_as<counting>();
            // A busy machine may keep a thread from its first task until the others have done all: then once more.
            for (int attempt = 0; attempt < 10 && work.high_water() < allowed; ++attempt) {
                r.expect_right_batch();
                ASSERT_LE(work.high_water(), allowed) << r.where();
                ASSERT_EQ(work.in_flight(), 0) << r.where();
            }
            EXPECT_EQ(work.high_water(), allowed) << r.where();
        });
    }
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceLimit, testing::ValuesIn(contenders_on(test_registry(), "counting")),
                         contender_name());

} // namespace
} // namespace crossover::tests
