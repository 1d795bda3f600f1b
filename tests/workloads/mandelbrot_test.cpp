/// Tiles of the Mandelbrot set, where it is known what their points do.

#include "workloads/mandelbrot.hpp"

#include "base/digest.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <variant>

namespace crossover::tests {
namespace {

using workloads::mandelbrot;

parameters points_asked(std::int64_t points) {
    return {"mandelbrot",
            mandelbrot::parameter_list,
            {{"points", points}},
            {.rates = {{"mandelbrot", 10}}, .texts = {}}};
}

/// The lowest tile on the left lies outside of the disc of radius 2: each orbit
/// leaves with its first step.
TEST(MandelbrotWorkload, LeavesATileFarOutsideAtOnce) {
    const mandelbrot work(points_asked(100));
    EXPECT_EQ(work.compute(0, 0, 5), mix(std::uint64_t{100} ^ mix(0 ^ 5)));
    EXPECT_EQ(work.compute(64, 0, 5), mix(std::uint64_t{100} ^ mix(64 ^ 5)));
    EXPECT_EQ(work.compute(7, 0, 5), mix(std::uint64_t{100} ^ mix(7 ^ 5))) << "and the highest";
}

TEST(MandelbrotWorkload, IsExpectedToBeWhatIsDrawn) {
    const mandelbrot work(points_asked(30));
    for (std::size_t i = 0; i < 70; ++i) {
        EXPECT_EQ(work.expected(i, 3), work.compute(i, 0, 3)) << i;
    }
    EXPECT_EQ(std::get<std::int64_t>(work.told().at("points")), 30);
}

TEST(MandelbrotWorkload, PlansWhatItsTilesCostBesideEachOther) {
    const auto p = points_asked(256); // as many as the plan draws
    const mandelbrot work(p);
    double first_ten = 0;
    double largest_of_ten = 0;
    double largest = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        first_ten += i < 10 ? work.cost_share(i) : 0;
        largest_of_ten = std::max(largest_of_ten, i < 10 ? work.cost_share(i) : 0);
        largest = std::max(largest, work.cost_share(i));
    }
    const auto ten = mandelbrot::cost(p, 10);
    EXPECT_EQ(ten.cpu_ns, 25'600) << "256 points at ten a microsecond";
    EXPECT_NEAR(ten.mean_share, first_ten / 10, 1e-9);
    EXPECT_NEAR(ten.largest_share, largest_of_ten, 1e-9);
    const auto twice_round = mandelbrot::cost(p, 138);
    EXPECT_NEAR(twice_round.mean_share, (128 + first_ten) / 138, 1e-9);
    EXPECT_NEAR(twice_round.largest_share, largest, 1e-9);
    EXPECT_EQ(mandelbrot::cost(p, 0).mean_share, 1);
}

TEST(MandelbrotWorkload, WithoutPointsHasTilesOfOneCost) {
    const mandelbrot work(
        parameters("mandelbrot", mandelbrot::parameter_list, {{"points", 0}, {"cpu_us", 0}}, {}));
    EXPECT_EQ(work.cost_share(43), 1);
}

} // namespace
} // namespace crossover::tests
