#include "bench/sample/percentiles.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <vector>

namespace crossover::tests {
namespace {

using bench::median_of;
using bench::percentiles_of;

TEST(Percentiles, AreNearestRanks) {
    std::vector<std::int64_t> values(1000);
    std::iota(values.begin(), values.end(), 1);
    std::shuffle(values.begin(), values.end(), std::mt19937(1));
    const auto p = percentiles_of(values);
    EXPECT_EQ(p.p50, 500);
    EXPECT_EQ(p.p90, 900);
    EXPECT_EQ(p.p99, 990);
    EXPECT_EQ(p.p999, 999);
    EXPECT_EQ(p.max, 1000);
}

TEST(Percentiles, OfFewValuesAreAmongThem) {
    std::vector<std::int64_t> none;
    EXPECT_EQ(percentiles_of(none).max, 0);
    std::vector<std::int64_t> one{7};
    EXPECT_EQ(percentiles_of(one).p50, 7);
    EXPECT_EQ(percentiles_of(one).p999, 7);
    std::vector<std::int64_t> three{30, 10, 20};
    const auto p = percentiles_of(three);
    EXPECT_EQ(p.p50, 20);
    EXPECT_EQ(p.p90, 30);
    EXPECT_EQ(p.max, 30);
}

TEST(Percentiles, MedianIsTheMiddle) {
    std::vector<std::int64_t> none;
    EXPECT_DOUBLE_EQ(median_of(none), 0);
    std::vector<std::int64_t> odd{5, 1, 100};
    EXPECT_DOUBLE_EQ(median_of(odd), 5);
    std::vector<std::int64_t> even{4, 1, 100, 5};
    EXPECT_DOUBLE_EQ(median_of(even), 4.5);
}

} // namespace
} // namespace crossover::tests
