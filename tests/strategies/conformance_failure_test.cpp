/// A task that throws: the error reaches the caller, siblings are cancelled or finished, and the
/// contender works again.

#include "base/clock.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"
#include "tests/support/left_behind.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

constexpr std::size_t failing_tasks = 12;
constexpr std::int64_t sibling_wait_us = 3'000; ///< three times as long as the victim's
constexpr std::int64_t long_wait_us = 30'000; ///< thirty times

class ConformanceFailure : public testing::TestWithParam<contender> {
protected:
    [[nodiscard]] static const bench::contender_entry& entry() { return *GetParam(); }

    [[nodiscard]] static std::map<std::string, std::int64_t>
    victim(std::int64_t index, bool early = false, std::int64_t wait_us = sibling_wait_us) {
        return {{"victim", index}, {"early", early ? 1 : 0}, {"wait_us", wait_us}};
    }

    /// Runs a batch that must fail, and returns the error's text.
    static std::string text_of_failure(rig& r) {
        const auto& work = failing_part(r.work());
        work.arm(true);
        std::string text;
        try {
            r.run();
            ADD_FAILURE() << r.where() << ": no error came through";
        } catch (const planted_failure& itself) {
            text = itself.what();
        } catch (const std::runtime_error& told) {
            EXPECT_TRUE(in_processes(entry()))
                << r.where() << ": only a process may lose the error's type";
            text = told.what();
        }
        const int at_return = work.computed();
        std::this_thread::sleep_for(std::chrono::microseconds(2 * sibling_wait_us));
        EXPECT_EQ(work.computed(), at_return) << r.where() << ": a task was still running";
        work.arm(false);
        return text;
    }
};

TEST_P(ConformanceFailure, InAnyTaskReachesTheCallerLeavesNothingAndTheContenderWorksAgain) {
    in_a_fit_process(entry(), [] {
        std::optional<census> before; // what the first use of a library sets up is there to stay
        for (const std::size_t index : {std::size_t{0}, failing_tasks / 2, failing_tasks - 1}) {
            for (const bool early : {false, true}) {
                rig r(test_registry(), entry(), {.tasks = failing_tasks, .limit = 4},
                      victim(static_cast<std::int64_t>(index), early));
                for (int round = 0; round < 2; ++round) {
                    EXPECT_EQ(text_of_failure(r), planted_failure(index).what()) << r.where();
                    r.expect_right_batch();
                }
            }
            if (!before) {
                before = census::take();
            }
        }
        EXPECT_EQ(census::left_since(*before, threads_kept(entry(), 4)), "");
    });
}

TEST_P(ConformanceFailure, OfAllTasksIsThatOfOne) {
    std::set<std::string> possible;
    for (std::size_t i = 0; i < failing_tasks; ++i) {
        possible.insert(planted_failure(i).what());
    }
    in_a_fit_process(entry(), [&] {
        rig r(test_registry(), entry(), {.tasks = failing_tasks, .limit = 4},
              victim(failing::everyone));
        EXPECT_TRUE(possible.contains(text_of_failure(r))) << r.where();
        r.expect_right_batch();
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceFailure,
                         testing::ValuesIn(contenders_on(test_registry(), "failing")),
                         contender_name());

class ConformanceCancellation : public ConformanceFailure {};

TEST_P(ConformanceCancellation, ReachesEverySiblingThatWaitsOnALoop) {
    rig r(test_registry(), entry(), {.tasks = failing_tasks, .limit = failing_tasks},
          victim(failing_tasks - 1, false, long_wait_us));
    text_of_failure(r);
    EXPECT_EQ(failing_part(r.work()).computed(), 0)
        << "all siblings wait thirty times as long as the one that failed";
}

std::vector<contender> waiting_on_loops() {
    auto found = contenders_on(test_registry(), "failing");
    std::erase_if(found,
                  [](contender c) { return !on_a_loop(*c) || c->workload == "failing_none"; });
    return found;
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceCancellation, testing::ValuesIn(waiting_on_loops()),
                         contender_name());

} // namespace
} // namespace crossover::tests
