/// The eight queens problem, against the number of its solutions through each
/// square.

#include "workloads/nqueens.hpp"

#include "base/digest.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <variant>

namespace crossover::tests {
namespace {

using workloads::count_queens;
using workloads::nqueens;

parameters boards_asked(const std::map<std::string, std::int64_t>& given, double rate) {
    return {"nqueens", nqueens::parameter_list, given, {.rates = {{"nqueens", rate}}, .texts = {}}};
}

/// Of the 92 solutions so many have a queen on each square of the first row: one each, so that they
/// add up to 92, and as many from the right as from the left.
TEST(NqueensWorkload, LosesTheKnownNumberOfSolutionsWithEachSquareOfARow) {
    constexpr std::array<unsigned, 8> through{4, 8, 16, 18, 18, 16, 8, 4};
    for (unsigned column = 0; column < 8; ++column) {
        EXPECT_EQ(count_queens(column), 92 - through[column]) << column;
        EXPECT_EQ(count_queens(56 + column), 92 - through[column]) << "the last row, " << column;
        EXPECT_EQ(count_queens(8 * column), 92 - through[column]) << "the first column, " << column;
    }
}

TEST(NqueensWorkload, FoldsItsBoardsInTheirOrder) {
    const nqueens work(boards_asked({{"boards", 66}}, 1));
    std::uint64_t digest = 9;
    for (unsigned board = 0; board < 66; ++board) {
        digest = mix(digest ^ count_queens(board % 64));
    }
    EXPECT_EQ(work.compute(5, 0, 9), mix(digest ^ 5));
    EXPECT_EQ(work.expected(5, 9), mix(digest ^ 5));
    EXPECT_EQ(work.expected(5, 10), work.compute(5, 0, 10)) << "another batch";
    EXPECT_NE(work.expected(5, 9), work.expected(5, 10));
}

TEST(NqueensWorkload, TellsWhatItDoesAndWhatItCosts) {
    const auto p = boards_asked({{"cpu_us", 50}}, 0.5);
    EXPECT_EQ(std::get<std::int64_t>(nqueens(p).told().at("boards")), 25);
    EXPECT_EQ(nqueens::cost(p, 10).cpu_ns, 50'000);
    EXPECT_EQ(nqueens::cost(boards_asked({{"boards", 25}}, 0.5), 10).cpu_ns, 50'000);
}

} // namespace
} // namespace crossover::tests
