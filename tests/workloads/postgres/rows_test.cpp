/// The rows that a task must be given, and the digest that they leave.

#include "workloads/postgres/rows.hpp"

#include "base/digest.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace crossover::tests {
namespace {

namespace rows_of = workloads::postgres;

TEST(PostgresRows, AreNeighboursThatStartAtRandom) {
    EXPECT_EQ(rows_of::first_row(5, rows_of::table_rows), 1) << "all of the table";
    std::set<std::int64_t> firsts;
    for (std::uint64_t i = 0; i < 100; ++i) {
        const auto first = rows_of::first_row(i, rows_of::table_rows - 1);
        EXPECT_TRUE(first == 1 || first == 2) << first;
        firsts.insert(first);
    }
    EXPECT_EQ(firsts.size(), 2U) << "the last place is one as well";
}

TEST(PostgresRows, HoldDigitsThatDifferFromRowToRow) {
    std::set<std::string> texts;
    for (std::int64_t id = 1; id <= rows_of::table_rows; ++id) {
        const auto text = rows_of::payload(id);
        ASSERT_EQ(text.size(), rows_of::payload_bytes);
        ASSERT_EQ(text.find_first_not_of("0123456789"), std::string::npos) << text;
        texts.insert(text);
    }
    EXPECT_EQ(texts.size(), static_cast<std::size_t>(rows_of::table_rows));
    EXPECT_EQ(rows_of::payload(3), std::string(86, '0') + "3668339987") << "3 * 2654435761 - 2^32";
}

TEST(PostgresRows, AreFoldedOneAfterAnother) {
    const auto first = rows_of::first_row(7, 3);
    std::uint64_t digest = 0;
    for (std::int64_t id = first; id < first + 3; ++id) {
        digest = rows_of::fold(digest, id, rows_of::payload(id));
    }
    EXPECT_EQ(rows_of::expected_rows(7, 3), digest);
    EXPECT_EQ(rows_of::expected_rows(7, 0), 0U);
}

TEST(PostgresRows, AreFoldedByIdLengthAndWords) {
    constexpr std::uint64_t word = 0x3837363534333231; // "12345678"
    constexpr std::uint64_t rest = 0x39; // "9"
    EXPECT_EQ(rows_of::fold(1, 2, ""), combine(combine(1, 2), 0));
    EXPECT_EQ(rows_of::fold(1, 2, "123456789"),
              combine(combine(combine(combine(1, 2), 9), word), rest));
}

} // namespace
} // namespace crossover::tests
