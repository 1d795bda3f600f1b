#include "bench/sample/outcomes.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <set>
#include <utility>

namespace crossover::tests {
namespace {

using bench::outcomes;

std::size_t most_in_flight(std::initializer_list<stamp> stamps) {
    outcomes left(stamps.size());
    const auto b = left.prepare(stamps.size(), true);
    std::copy(stamps.begin(), stamps.end(), b.stamps);
    return left.most_in_flight(stamps.size());
}

TEST(Outcomes, CountTheMostTasksInFlight) {
    EXPECT_EQ(most_in_flight({}), 0U);
    EXPECT_EQ(most_in_flight({{1, 2}}), 1U);
    EXPECT_EQ(most_in_flight({{1, 2}, {2, 3}, {3, 4}}), 1U)
        << "one that ends makes room for the next";
    EXPECT_EQ(most_in_flight({{1, 10}, {2, 5}, {3, 4}}), 3U);
    EXPECT_EQ(most_in_flight({{3, 4}, {1, 10}, {5, 6}, {7, 8}}), 2U) << "in any order";
    EXPECT_EQ(most_in_flight({{1, 3}, {2, 4}, {3, 5}, {4, 6}}), 2U);
}

/// A clock of coarse steps gives a short task the same stamp twice.
TEST(Outcomes, CountTasksThatTookNoTime) {
    EXPECT_EQ(most_in_flight({{5, 5}}), 1U);
    EXPECT_EQ(most_in_flight({{5, 5}, {6, 6}, {7, 7}}), 1U);
    EXPECT_LE(most_in_flight({{5, 5}, {5, 5}, {5, 5}}), 3U);
}

TEST(Outcomes, TellWhichDigestIsWrong) {
    outcomes left(3);
    const auto expected = [](std::size_t i) { return 10 + i; };
    auto b = left.prepare(3, false);
    for (std::size_t i = 0; i < 3; ++i) {
        b.results[i] = 10 + i;
    }
    EXPECT_EQ(left.check(3, expected), "");
    std::swap(b.results[1], b.results[2]);
    const auto wrong = left.check(3, expected);
    EXPECT_NE(wrong.find("task 1 "), std::string::npos) << wrong;
    b = left.prepare(3, false);
    EXPECT_NE(left.check(3, expected).find("left no result"), std::string::npos)
        << "wiped between batches";
}

TEST(Outcomes, GiveEachBatchASaltThatEveryLanguageReads) {
    outcomes left(1);
    std::set<std::uint64_t> seen;
    for (int batches = 0; batches < 1000; ++batches) {
        const auto salt = left.prepare(1, false).salt;
        EXPECT_TRUE(seen.insert(salt).second);
        EXPECT_GT(salt, 0U);
        EXPECT_LT(salt, std::uint64_t{1} << 53);
    }
}

} // namespace
} // namespace crossover::tests
