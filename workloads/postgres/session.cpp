#include "workloads/postgres/session.hpp"

#include "base/error.hpp"
#include "workloads/postgres/failure.hpp"
#include "workloads/postgres/rows.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <endian.h>
#include <string>

namespace crossover::workloads::postgres {
namespace {

constexpr const char* statement_name = "crossover";
/// Numbers travel in binary form: what would be measured of their texts is sprintf.
constexpr int binary = 1;
constexpr std::array lengths{8, 8, 8};
constexpr std::array formats{binary, binary, binary};

/// The first with prepared statements whose plans do what they do today, and the oldest that anyone
/// still runs.
constexpr int oldest_version = 90600;

constexpr const char* make_table = "psql DSN -f scripts/services/crossover_rows.sql";

std::string_view field(const PGresult& given, int row, int column) noexcept {
    return {::PQgetvalue(&given, row, column),
            static_cast<std::size_t>(::PQgetlength(&given, row, column))};
}

std::int64_t as_integer(std::string_view field) {
    std::uint64_t value = 0;
    if (field.size() != sizeof value) {
        throw error(exit_code::server_failed,
                    std::string("crossover_rows.id is no bigint; make the table anew with ") +
                        make_table);
    }
    std::memcpy(&value, field.data(), sizeof value);
    return static_cast<std::int64_t>(be64toh(value));
}

} // namespace

connection start_connecting(const conninfo& where) {
    // Where a name stands twice the last one counts, so a dsn may say otherwise.
    constexpr std::array names{"fallback_application_name", "dbname",
                               static_cast<const char*>(nullptr)};
    const std::array values{"crossover", where.text(), static_cast<const char*>(nullptr)};
    connection made(::PQconnectStartParams(names.data(), values.data(), 1));
    if (!made || ::PQstatus(made.get()) == CONNECTION_BAD) {
        throw_unconnected(where.without_password(made ? ::PQerrorMessage(made.get())
                                                      : "there is no memory for it"));
    }
    ::PQsetErrorVerbosity(
        made.get(), PQERRORS_VERBOSE); // with the SQLSTATE, which tells what a refusal is about
    return made;
}

PostgresPollingStatusType go_on_connecting(PGconn& c, const conninfo& where) {
    const auto next = ::PQconnectPoll(&c);
    if (next == PGRES_POLLING_FAILED) {
        throw_unconnected(where.without_password(::PQerrorMessage(&c)));
    }
    if (next == PGRES_POLLING_OK) {
        ::PQsetErrorVerbosity(&c, PQERRORS_DEFAULT);
        if (const int version = ::PQserverVersion(&c); version < oldest_version) {
            throw error(exit_code::server_failed,
                        "the database is PostgreSQL " + std::to_string(version / 10000) + "." +
                            std::to_string(version / 100 % 100) + "; 9.6 or newer is needed");
        }
    }
    return next;
}

std::string set_up_text(const query& asked) {
    const auto deadline_ms = (asked.deadline_us + 999) / 1000;
    // The server sleeps once, whatever the number of rows: a function in FROM is called once for a
    // scan, and its one row is joined.
    return "SET statement_timeout = " + std::to_string(deadline_ms) + "; PREPARE " +
           statement_name +
           " (bigint, bigint, double precision) AS SELECT id, payload FROM pg_sleep($3), "
           "crossover_rows "
           "WHERE id BETWEEN $1 AND $2 ORDER BY id";
}

void require_set_up(const PGresult& given) {
    if (::PQresultStatus(&given) != PGRES_COMMAND_OK) {
        const auto said = read_remark(::PQresultErrorMessage(&given)).line;
        throw error(exit_code::server_failed, "the query cannot be prepared: " + said +
                                                  "; the table that it reads is made once with " +
                                                  make_table);
    }
}

arguments::arguments(const query& asked, std::uint64_t index) noexcept {
    const auto first = first_row(index, asked.rows);
    values_[0] = htobe64(static_cast<std::uint64_t>(first));
    values_[1] = htobe64(static_cast<std::uint64_t>(first + asked.rows - 1));
    const double wait_us = static_cast<double>(
        asked.waits != nullptr ? std::int64_t{asked.waits->us(index)} : asked.wait_us);
    values_[2] = htobe64(std::bit_cast<std::uint64_t>(wait_us * 1e-6));
    for (int i = 0; i < count; ++i) {
        places_[i] = reinterpret_cast<const char*>(&values_[i]);
    }
}

bool arguments::send(PGconn& c) const noexcept {
    return ::PQsendQueryPrepared(&c, statement_name, count, places_, lengths.data(), formats.data(),
                                 binary) == 1;
}

result arguments::exec(PGconn& c) const noexcept {
    return result(::PQexecPrepared(&c, statement_name, count, places_, lengths.data(),
                                   formats.data(), binary));
}

std::uint64_t read_rows(const PGconn& c, const PGresult* given, const query& asked,
                        std::uint64_t index) {
    if (given == nullptr || ::PQresultStatus(given) != PGRES_TUPLES_OK) {
        throw_failed_statement(&c, given, index, asked.deadline_us);
    }
    if (::PQntuples(given) != asked.rows) {
        throw error(exit_code::server_failed,
                    "task " + std::to_string(index) + " got " + std::to_string(::PQntuples(given)) +
                        " rows where " + std::to_string(asked.rows) +
                        " were asked for; make the table anew with " + make_table);
    }
    std::uint64_t digest = 0;
    for (int row = 0; row < ::PQntuples(given); ++row) {
        digest = fold(digest, as_integer(field(*given, row, 0)), field(*given, row, 1));
    }
    return digest;
}

} // namespace crossover::workloads::postgres
