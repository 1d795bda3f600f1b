/// Results stand in the order of input, whatever the order of ending.

#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

class ConformanceOrder : public testing::TestWithParam<contender> {};

TEST_P(ConformanceOrder, IsThatOfInputWhateverEndsFirst) {
    const auto& entry = *GetParam();
    in_a_fit_process(entry, [&] {
        rig r(test_registry(), entry, {.tasks = 16, .limit = 8});
        r.expect_right_batch();
        const bool one_by_one =
            entry.strategy == "sequential" || entry.strategy == "blocking_gather";
        EXPECT_EQ(r.work_as<uneven>().ended_in_order(16), one_by_one)
            << "else this test tests nothing";
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceOrder,
                         testing::ValuesIn(contenders_on(test_registry(), "uneven")),
                         contender_name());

} // namespace
} // namespace crossover::tests
