/// What tasks cost, when they do not all cost the same.

#include "bench/sample/solo_cost.hpp"

#include "bench/catalog/registration.hpp"
#include "workloads/mandelbrot.hpp"
#include "workloads/noop.hpp"

#include <array>
#include <gtest/gtest.h>

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

/// The first tiles, of the left edge, cost less than the average; an ideal that took them for
/// average tasks would be impossible to reach.
TEST(SoloCost, OfFewTilesCountsWhatTheyAre) {
    const auto cost = bench::cost_of(tiles(), 8);
    EXPECT_LT(cost.mean_share, 0.5);
    EXPECT_LT(cost.largest_share, 1);
}

TEST(SoloCost, IsNoHigherThanTheFastestTaskAllows) {
    const auto work = tiles();
    std::array<stamp, 64> stamps{};
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        stamps[i] = {.started_ns = 5,
                     .ended_ns = 5 + static_cast<std::int64_t>(1e6 * work.cost_share(i))};
    }
    EXPECT_NEAR(static_cast<double>(bench::fastest_cpu_ns(work, stamps)), 1e6, 1e6 / 100);
    stamps[43].ended_ns = 5 + static_cast<std::int64_t>(5e5 * work.cost_share(43));
    EXPECT_NEAR(static_cast<double>(bench::fastest_cpu_ns(work, stamps)), 5e5, 5e3);
}

TEST(SoloCost, OfNothingIsUnknown) {
    const bench::typed_workload<workloads::noop> work(parameters("noop", {}, {}, {}));
    EXPECT_EQ(bench::cost_of(work, 10).cpu_ns, 0);
}

} // namespace
} // namespace crossover::tests
