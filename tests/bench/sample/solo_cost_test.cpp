/// What tasks cost, when they do not all cost the same.

#include "bench/sample/solo_cost.hpp"

#include "base/cpu_clock.hpp"
#include "base/digest.hpp"
#include "bench/catalog/registration.hpp"
#include "bench/sample/ideal.hpp"
#include "workloads/mandelbrot.hpp"
#include "workloads/noop.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <sched.h>
#include <vector>

namespace crossover::tests {
namespace {

using mandelbrot_tiles = bench::typed_workload<workloads::mandelbrot>;

mandelbrot_tiles tiles() {
    return mandelbrot_tiles(
        parameters("mandelbrot", workloads::mandelbrot::parameter_list, {{"points", 2000}}, {}));
}

TEST(SoloCost, OfAWholeRoundOfTilesIsTheAverage) {
    const auto work = tiles();
    const auto cost = bench::cost_of(work, 64);
    EXPECT_NEAR(cost.mean_share, 1, 1e-9);
    EXPECT_GT(cost.largest_share, 2);
    EXPECT_GT(cost.cpu_ns, 1000);
}

/// A glance is of the task that the cost was found by, for its share: so both mean the average one.
TEST(SoloCost, AGlanceIsOfTheAverageTaskToo) {
    const auto work = tiles();
    const auto cost = bench::cost_of(work, 64);
    const auto glanced = bench::glance_cpu_ns(work, cost.timed);
    EXPECT_GT(glanced, cost.cpu_ns / 2);
    EXPECT_LT(cost.timed, 64U);
    EXPECT_EQ(bench::glance_cpu_ns(bench::typed_workload<workloads::noop>(
                                       parameters("noop", workloads::noop::parameter_list, {}, {})),
                                   0),
              0);
}

/// The first tiles, of the left edge, cost less than the average; an ideal that took them for
/// average tasks would be impossible to reach.
TEST(SoloCost, OfFewTilesCountsWhatTheyAre) {
    const auto cost = bench::cost_of(tiles(), 8);
    EXPECT_LT(cost.mean_share, 0.5);
    EXPECT_LT(cost.largest_share, 1);
}

TEST(SoloCost, IsNoHigherThanAQuickTaskAllows) {
    const auto work = tiles();
    std::array<stamp, 64> stamps{};
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        stamps[i] = {.started_ns = 5,
                     .ended_ns = 5 + static_cast<std::int64_t>(1e6 * work.cost_share(i))};
    }
    EXPECT_NEAR(static_cast<double>(bench::quick_cpu_ns(work, stamps)), 1e6, 1e6 / 100);
    for (std::size_t i = 0; i < 13; ++i) { // a fifth of them were not computed
        stamps[i].ended_ns = stamps[i].started_ns;
    }
    EXPECT_NEAR(static_cast<double>(bench::quick_cpu_ns(work, stamps)), 1e6, 1e6 / 100);
    for (std::size_t i = 13; i < 20; ++i) {
        stamps[i].ended_ns = 5 + static_cast<std::int64_t>(5e5 * work.cost_share(i));
    }
    EXPECT_NEAR(static_cast<double>(bench::quick_cpu_ns(work, stamps)), 5e5, 5e3);
}

TEST(SoloCost, OfNothingIsUnknown) {
    const bench::typed_workload<workloads::noop> work(parameters("noop", {}, {}, {}));
    EXPECT_EQ(bench::cost_of(work, 10).cpu_ns, 0);
}

/// Task `odd` is ten times as long as the others, and nothing says so.
class one_is_longer : public compute_only {
public:
    static constexpr std::string_view name = "one_is_longer";
    static constexpr std::string_view summary = "";
    static constexpr std::array parameter_list{parameter{"odd", unit::count, 0, 0, 1000, ""}};
    static constexpr std::int64_t task_ns = 20'000;

    explicit one_is_longer(const parameters& p) : odd_(static_cast<std::size_t>(p["odd"])) {}
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const noexcept {
        const auto until = thread_cpu_ns() + (i == odd_ ? 10 * task_ns : task_ns);
        while (thread_cpu_ns() < until) {
        }
        return mix(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }

private:
    std::size_t odd_;
};

/// What the tasks cost together, where each uses exactly so much.
std::int64_t in_all(std::size_t tasks) {
    return static_cast<std::int64_t>(tasks + 9) * one_is_longer::task_ns;
}

TEST(SoloCost, IsNotThatOfAFirstTaskThatIsLongerThanTheOthers) {
    for (int round = 0; round < 200; ++round) {
        const std::size_t tasks = 2 + static_cast<std::size_t>(round) % 60;
        const std::size_t odd = round % 2 == 0 ? 0 : tasks / 2;
        const bench::typed_workload<one_is_longer> work(
            parameters("one_is_longer", one_is_longer::parameter_list,
                       {{"odd", static_cast<std::int64_t>(odd)}}, {}));
        const auto ideal = bench::best_makespan(bench::cost_of(work, tasks), tasks, 1, 1);
        EXPECT_FALSE(bench::impossible(in_all(tasks), ideal))
            << tasks << " tasks, the longest is " << odd << ": " << ideal.ns;
    }
}

/// It is declared here: the cost of the average is found from whichever task is timed.
TEST(SoloCost, IsThatOfTheAverageWhereTheWorkloadSaysHowItsTasksDiffer) {
    const auto work = tiles();
    const auto cost = bench::cost_of(work, 64);
    const auto dearest = bench::solo_cpu_ns(work, 43);
    EXPECT_GT(static_cast<double>(cost.cpu_ns), 0.5 * static_cast<double>(dearest));
    EXPECT_LT(static_cast<double>(cost.cpu_ns), 1.5 * static_cast<double>(dearest));
}

/// How a cost is looked for on a core that takes `slow_ns` a task until so much time has passed,
/// and `quick_ns` from then on, after a batch that had `batch_ns` for each.
struct changing_core {
    std::int64_t batch_ns;
    std::int64_t slow_ns;
    std::int64_t quick_ns;
    std::chrono::milliseconds slow_for;
    std::chrono::milliseconds passed{0};
    std::vector<std::size_t> timings = {};

    std::int64_t least_cost() {
        return bench::least_cost(
            slow_ns, [this](std::int64_t cost_ns) { return cost_ns > batch_ns; },
            [this](std::chrono::milliseconds pause, std::size_t nth) {
                passed += pause;
                timings.push_back(nth);
                return passed < slow_for ? slow_ns : quick_ns;
            });
    }
};

TEST(LeastCost, IsFoundOnACoreThatIsSlowForSeconds) {
    changing_core core{
        .batch_ns = 1000, .slow_ns = 1800, .quick_ns = 980, .slow_for = std::chrono::seconds(3)};
    EXPECT_EQ(core.least_cost(), 980);
    EXPECT_GE(core.passed, std::chrono::seconds(3));
    ASSERT_GT(core.timings.size(), 2U);
    EXPECT_EQ(core.timings[1], 1U) << "each on another core";
}

TEST(LeastCost, IsNotLookedForLongWhereNoCoreExplainsIt) {
    changing_core core{
        .batch_ns = 1000, .slow_ns = 2100, .quick_ns = 2100, .slow_for = std::chrono::seconds(0)};
    EXPECT_EQ(core.least_cost(), 2100);
    EXPECT_LT(core.passed, std::chrono::seconds(1));
}

TEST(LeastCost, IsNotLookedForWithoutDoubt) {
    changing_core core{
        .batch_ns = 1000, .slow_ns = 1000, .quick_ns = 500, .slow_for = std::chrono::seconds(0)};
    EXPECT_EQ(core.least_cost(), 1000);
    EXPECT_TRUE(core.timings.empty());
}

TEST(CostElsewhere, IsThatOfOneCoreAndLeavesThisThreadItsOwn) {
    const auto work = tiles();
    cpu_set_t before;
    ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
    const auto there = bench::cost_elsewhere(work, 64, 1);
    cpu_set_t after;
    ASSERT_EQ(::sched_getaffinity(0, sizeof after, &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
    EXPECT_GT(there, 1000);
}

} // namespace
} // namespace crossover::tests
