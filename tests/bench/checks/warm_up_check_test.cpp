/// A first batch that did the work of those after it.

#include "bench/checks/warm_up_check.hpp"

#include "base/cpu_clock.hpp"
#include "tests/bench/cheats.hpp"
#include "tests/support/ms.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using bench::out_of_proportion;

TEST(OutOfProportion, IsAFirstBatchWhoseWorkOthersAreSpared) {
    EXPECT_NE(out_of_proportion({259 * ms, 250, 230, 250, 1}), "");
    EXPECT_NE(out_of_proportion({259 * ms, 250, 230 * 100, 25'000, 1}), "") << "a part of a batch";
    EXPECT_EQ(out_of_proportion({259 * ms, 250, 20 * ms, 250, 1}), "") << "13 times: caches, pages";
    EXPECT_EQ(out_of_proportion({}), "") << "a batch of no tasks";
}

TEST(OutOfProportion, IsNotWhatIsSetUpAtFirstUse) {
    EXPECT_EQ(out_of_proportion({9 * ms, 10, 1000, 10, 1}), "") << "a library's tables";
    EXPECT_EQ(out_of_proportion({150 * ms, 100, 100'000, 100, 1000}), "") << "a thousand threads";
    EXPECT_EQ(out_of_proportion({3182 * ms, 1000, 50 * ms, 1000, 1001, 998}), "") << "that spin";
    EXPECT_NE(out_of_proportion({3182 * ms, 1000, 50 * ms, 1000, 1001}), "") << "there before";
    EXPECT_NE(out_of_proportion({259 * ms, 250, 230, 250, 65}), "") << "a pool of 64";
    EXPECT_EQ(out_of_proportion({500 * ms, 100'000, 5 * ms, 100'000, 1}), "") << "pages";
}

TEST(OutOfProportion, VoidsASample) {
    const auto burning_first = [](std::int64_t burnt_ns) {
        return cheat("noop", [burnt_ns, batches = 0](const batch& b) mutable {
            if (++batches == 1) {
                for (const auto until = thread_cpu_ns() + burnt_ns; thread_cpu_ns() < until;) {
                }
            }
            answer_at_once(b);
        });
    };
    const auto where = bench::parse_cell("noop/tasks:100");
    const auto m = measure(burning_first(50 * ms), where, of_batches(3));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("in the first batch"), std::string::npos) << m.reason;
    EXPECT_EQ(measure(burning_first(5 * ms), where, of_batches(3)).status, bench::status::ok);
}

} // namespace
} // namespace crossover::tests
