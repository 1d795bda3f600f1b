/// What is told where a server refuses a connection, or a statement has failed.

#include "workloads/postgres/failure.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace crossover::tests {
namespace {

namespace postgres = workloads::postgres;

struct told_of_database {
    exit_code code = exit_code::success;
    std::string sentence;
};

template <class Call>
told_of_database failure_told_by(Call call) {
    try {
        call();
    } catch (const error& told) {
        return {told.code(), told.what()};
    }
    return {};
}

TEST(PostgresFailure, IsReadWithItsStateApart) {
    const auto full = postgres::read_remark("connection to server on socket \"/tmp/.s\" "
                                            "failed: FATAL:  53300: sorry, too many "
                                            "clients already\nDETAIL:  none\n");
    EXPECT_EQ(full.sqlstate, "53300");
    EXPECT_EQ(full.line, "connection to server on socket \"/tmp/.s\" failed: FATAL: sorry, too "
                         "many clients already");
}

TEST(PostgresFailure, IsReadWithoutAStateWhereThereIsNone) {
    EXPECT_EQ(postgres::read_remark(nullptr).line, "");
    EXPECT_EQ(postgres::read_remark("").line, "");
    for (const auto* const text :
         {"connection refused", "ERROR:  5330: short", "ERROR:  533005: long",
          "ERROR:  abcde: small letters", "ERROR: 53300: one blank", "ERROR:  53300:"}) {
        const auto read = postgres::read_remark(text);
        EXPECT_EQ(read.sqlstate, "") << text;
        EXPECT_EQ(read.line, text);
    }
    EXPECT_EQ(postgres::read_remark("it ends in blanks \t \r\nmore").line, "it ends in blanks");
}

TEST(PostgresFailure, IsReadAtTheFirstPlaceThatIsAState) {
    const auto read = postgres::read_remark("odd:  address failed: FATAL:  3D000: none:  42P01: x");
    EXPECT_EQ(read.sqlstate, "3D000");
    EXPECT_EQ(read.line, "odd:  address failed: FATAL: none:  42P01: x");
}

TEST(PostgresFailure, OfAFullServerIsARefusalWithoutItsAddress) {
    const auto told = failure_told_by([] {
        postgres::throw_unconnected("connection to server at \"h\" failed: FATAL:  53300: zu viele "
                                    "Clients\n");
    });
    EXPECT_EQ(told.code, exit_code::refused);
    EXPECT_EQ(told.sentence, "the database has no place for another connection: "
                             "FATAL: zu viele Clients");
}

TEST(PostgresFailure, OfAServerThatIsNotThereSaysWhatToSee) {
    const auto told = failure_told_by([] {
        postgres::throw_unconnected("connection to server at \"h\" failed: refused\n\tIs it up?\n");
    });
    EXPECT_EQ(told.code, exit_code::server_failed);
    EXPECT_EQ(told.sentence, "the database cannot be reached: connection to server at \"h\" "
                             "failed: refused; see that it runs, and what --dsn or CROSSOVER_DSN "
                             "names");
}

TEST(PostgresFailure, OfAStatementNamesItsTask) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
        ::PQmakeEmptyPGresult(nullptr, PGRES_FATAL_ERROR), &::PQclear);
    auto told =
        failure_told_by([&] { postgres::throw_failed_statement(nullptr, result.get(), 17, 5000); });
    EXPECT_EQ(told.code, exit_code::server_failed);
    EXPECT_TRUE(told.sentence.starts_with("the query of task 17 failed: ")) << told.sentence;
    EXPECT_EQ(told.sentence.find("deadline_us"), std::string::npos) << "it was not cancelled";
    told = failure_told_by([] { postgres::throw_failed_statement(nullptr, nullptr, 4, 5000); });
    EXPECT_EQ(told.code, exit_code::server_failed);
    EXPECT_TRUE(told.sentence.starts_with("the query of task 4 failed: ")) << told.sentence;
}

} // namespace
} // namespace crossover::tests
