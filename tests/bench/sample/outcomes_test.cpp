#include "bench/sample/outcomes.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
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

TEST(Outcomes, CombineInOrder) {
    outcomes left(2);
    const auto b = left.prepare(2, false);
    b.results[0] = 1;
    b.results[1] = 2;
    const auto before = left.combined(2);
    std::swap(b.results[0], b.results[1]);
    EXPECT_NE(left.combined(2), before);
    EXPECT_NE(left.combined(1), left.combined(2));
}

} // namespace
} // namespace crossover::tests
