/// What can be said of the workload `database` without a server; tests/bench/database_test.py has
/// one.

#include "workloads/database.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

using namespace workloads::postgres;
using workloads::database;

TEST(DatabaseRows, AreThoseOfTheSqlFile) {
    EXPECT_EQ(payload(1), std::string(86, '0') + "2654435761");
    EXPECT_EQ(payload(2), std::string(86, '0') + "1013904226") << "beyond 2^32 it begins again";
    EXPECT_EQ(payload(table_rows).size(), payload_bytes);
}

TEST(DatabaseRows, OfATaskAreAllInTheTable) {
    for (const std::int64_t rows :
         {std::int64_t{1}, std::int64_t{10}, table_rows - 1, table_rows}) {
        for (std::uint64_t i = 0; i < 1000; ++i) {
            EXPECT_GE(first_row(i, rows), 1);
            EXPECT_LE(first_row(i, rows) + rows - 1, table_rows);
        }
    }
    EXPECT_NE(first_row(0, 10), first_row(1, 10));
}

TEST(DatabaseRows, AreInTheDigestWithEveryByteAndTheirOrder) {
    const std::string text = payload(7) + "0";
    const auto whole = fold(0, 7, text);
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string other = text;
        other[at] ^= 1;
        EXPECT_NE(fold(0, 7, other), whole) << at;
    }
    EXPECT_NE(fold(0, 8, text), whole);
    EXPECT_NE(fold(0, 7, text.substr(1)), whole);
    EXPECT_NE(fold(fold(0, 1, "a"), 2, "b"), fold(fold(0, 2, "b"), 1, "a"));
}

TEST(Database, IsUnfitWithoutAServer) {
    const char* const named = std::getenv("CROSSOVER_DSN");
    const std::string kept = named == nullptr ? "" : named;
    ::unsetenv("CROSSOVER_DSN");
    EXPECT_THROW(database(parameters("database", database::parameter_list, {}, {})), unfit);
    ::setenv("CROSSOVER_DSN", kept.c_str(), 1);
}

} // namespace
} // namespace crossover::tests
