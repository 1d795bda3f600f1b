/// A batch that collects: every task has its outcome, errors included, in the order of input; no
/// failure ends or cancels anything.

#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

class ConformanceCollect : public testing::TestWithParam<contender> {
protected:
    [[nodiscard]] static const bench::contender_entry& entry() { return *GetParam(); }
    static constexpr std::size_t tasks = 12;

    static void expect_failure(const failure_slot& slot, std::size_t i, const std::string& where) {
        EXPECT_TRUE(slot.failed) << where << ", task " << i;
        EXPECT_STREQ(slot.text.data(), planted_failure(i).what()) << where;
        EXPECT_THROW(slot.rethrow(), std::runtime_error) << where;
    }
};

TEST_P(ConformanceCollect, KeepsTheOneFailureAndAllOtherResults) {
    static constexpr std::size_t victim = 5;
    for (const int early : {0, 1}) {
        in_a_fit_process(entry(), [early] {
            rig r(test_registry(), entry(), {.tasks = tasks, .limit = 4},
                  {{"victim", victim}, {"early", early}, {"wait_us", 2000}});
            failing_part(r.work()).arm(true);
            const auto failures = r.collect();
            for (std::size_t i = 0; i < tasks; ++i) {
                EXPECT_EQ(failures[i].failed, i == victim) << r.where() << ", task " << i;
                EXPECT_EQ(r.has_result(i), i != victim) << r.where() << ", task " << i;
            }
            expect_failure(failures[victim], victim, r.where());
            failing_part(r.work()).arm(false);
            r.expect_right_batch();
        });
    }
}

TEST_P(ConformanceCollect, KeepsEveryFailureAtItsPlace) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), {.tasks = tasks, .limit = 4},
              {{"victim", failing::everyone}});
        failing_part(r.work()).arm(true);
        const auto failures = r.collect();
        for (std::size_t i = 0; i < tasks; ++i) {
            expect_failure(failures[i], i, r.where());
        }
        failing_part(r.work()).arm(false);
        for (const auto& slot : r.collect()) {
            EXPECT_FALSE(slot.failed) << r.where();
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceCollect,
                         testing::ValuesIn(contenders_on(test_registry(), "failing")),
                         contender_name());

TEST(FailureSlot, KeepsTheCodeOfAnErrorAndCutsALongText) {
    failure_slot slot;
    slot.rethrow(); // nothing was kept
    try {
        throw error(exit_code::server_failed, std::string(1000, 'x'));
    } catch (...) {
        slot.keep_current();
    }
    try {
        slot.rethrow();
        FAIL() << "nothing was thrown";
    } catch (const error& again) {
        EXPECT_EQ(again.code(), exit_code::server_failed);
        EXPECT_EQ(std::string(again.what()), std::string(247, 'x'));
    }
}

} // namespace
} // namespace crossover::tests
