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
        EXPECT_EQ(r.work_as<uneven>().ended_in_order(16), entry.strategy == "sequential")
            << "else this test tests nothing";
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceOrder, testing::ValuesIn(contenders_on(test_registry(), "uneven")),
                         contender_name());

} // namespace
} // namespace crossover::tests
