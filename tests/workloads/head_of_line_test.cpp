/// Small tasks beside burning ones: how the burning ones are spread, what they cost, and when each
/// task arrives.

#include "workloads/head_of_line.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace crossover::tests {
namespace {

using workloads::head_of_line;

parameters given(std::map<std::string, std::int64_t> values) {
    return parameters(head_of_line::name, head_of_line::parameter_list, values,
                      {.rates = {{"sha256", 1.0}}, .texts = {}});
}

class HeadOfLine : public testing::TestWithParam<std::int64_t> {};

TEST_P(HeadOfLine, SpreadsTheBurningTasksEvenly) {
    const auto share = static_cast<std::size_t>(GetParam());
    const head_of_line work(given({{"heavy_pct", GetParam()}}));
    for (const std::size_t window : {100UL, 200UL}) {
        std::size_t least = window;
        std::size_t most = 0;
        for (std::size_t first = 0; first < 100; ++first) {
            std::size_t heavy = 0;
            for (std::size_t i = first; i < first + window; ++i) {
                heavy += work.is_heavy(i) ? 1 : 0;
                EXPECT_NE(work.is_heavy(i), work.is_probe(i));
            }
            least = std::min(least, heavy);
            most = std::max(most, heavy);
        }
        EXPECT_EQ(least, share * window / 100);
        EXPECT_EQ(most, share * window / 100);
    }
    for (std::size_t i = 0; i < 100;
         ++i) { // any ten tasks have a tenth of them, as near as whole numbers come
        const auto heavy = static_cast<std::size_t>(
            std::ranges::count_if(std::array{0UL, 1UL, 2UL, 3UL, 4UL, 5UL, 6UL, 7UL, 8UL, 9UL},
                                  [&](std::size_t k) { return work.is_heavy(i + k); }));
        EXPECT_GE(heavy, share / 10) << "from task " << i;
        EXPECT_LE(heavy, share / 10 + 1) << "from task " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Every, HeadOfLine, testing::Values(0, 1, 5, 20, 33, 100));

TEST(HeadOfLineCost, IsSharedAsTheBytesAre) {
    const head_of_line work(given({{"heavy_pct", 20}, {"light_us", 100}, {"burn_us", 5000}}));
    double sum = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        sum += work.cost_share(i);
    }
    EXPECT_NEAR(sum, 100, 1e-9) << "shares of the average task";
    EXPECT_NEAR(work.cost_share(4) / work.cost_share(0), 50, 1e-9);
    EXPECT_TRUE(work.is_heavy(4));
    const head_of_line nothing(given({{"light_us", 0}, {"burn_us", 0}}));
    EXPECT_EQ(nothing.cost_share(3), 1);
}

TEST(HeadOfLineArrival, IsWaitedForAndNoLongerThanThat) {
    constexpr std::int64_t period_ns = 1'000'000'000; // long against any pause of this test
    constexpr std::int64_t wait_ns = 3'000'000;
    const head_of_line work(given({{"wait_us", 3000}, {"period_us", 1'000'000}}));
    EXPECT_EQ(work.arrival_ns(7), 7 * period_ns);
    const auto start = now_ns();
    work.start_at(start);
    const std::int64_t whole = 7 * period_ns + wait_ns;
    const std::int64_t asked = work.wait(7).duration.count();
    EXPECT_LE(asked, whole);
    EXPECT_GE(asked, whole - (now_ns() - start));
    work.start_at(start - 100 * period_ns);
    EXPECT_EQ(work.wait(7).duration.count(), wait_ns)
        << "it has arrived long ago, and waits for its input only";
}

TEST(HeadOfLineDigest, TellsBurningFromSmall) {
    const head_of_line work(given({{"heavy_pct", 50}, {"light_us", 10}, {"burn_us", 100}}));
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(work.compute(i, 0), work.expected(i));
    }
    const head_of_line small(given({{"heavy_pct", 0}, {"light_us", 10}}));
    EXPECT_EQ(work.expected(0), small.expected(0));
    EXPECT_NE(work.expected(1), small.expected(1));
}

} // namespace
} // namespace crossover::tests
