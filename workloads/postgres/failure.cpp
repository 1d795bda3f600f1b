#include "workloads/postgres/failure.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cctype>

namespace crossover::workloads::postgres {
namespace {

constexpr std::size_t sqlstate_length = 5;
constexpr std::string_view too_many_connections = "53300";
constexpr std::string_view query_canceled = "57014";

bool is_sqlstate(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

} // namespace

/// `FATAL:  53300: sorry, too many clients already`, after what libpq says of the address.
remark read_remark(const char* message) {
    remark found{.line = message == nullptr ? "" : message, .sqlstate = {}};
    found.line.resize(std::min(found.line.find('\n'), found.line.size()));
    const std::string_view before = ":  ";
    for (auto at = found.line.find(before); at != std::string::npos;
         at = found.line.find(before, at + 1)) {
        const auto code = at + before.size();
        if (found.line.size() > code + sqlstate_length + 1 &&
            found.line[code + sqlstate_length] == ':' &&
            is_sqlstate(std::string_view(found.line).substr(code, sqlstate_length))) {
            found.sqlstate = found.line.substr(code, sqlstate_length);
            found.line.erase(at + 1, before.size() - 1 + sqlstate_length + 1);
            break;
        }
    }
    while (!found.line.empty() &&
           std::isspace(static_cast<unsigned char>(found.line.back())) != 0) {
        found.line.pop_back();
    }
    return found;
}

void throw_unconnected(const std::string& said) {
    const auto [line, sqlstate] = read_remark(said.c_str());
    if (sqlstate == too_many_connections) {
        // The server's words without the address before them: the reason is a finding, and a
        // private server's address differs from run to run.
        const std::string_view before = " failed: ";
        const auto at = line.find(before);
        throw error(exit_code::refused,
                    "the database has no place for another connection: " +
                        line.substr(at == std::string::npos ? 0 : at + before.size()));
    }
    throw error(exit_code::server_failed,
                "the database cannot be reached: " + line +
                    "; see that it runs, and what --dsn or CROSSOVER_DSN names");
}

void throw_failed_statement(const PGconn* connection, const PGresult* result, std::uint64_t index,
                            std::int64_t deadline_us) {
    const auto [line, none] = read_remark(result == nullptr ? ::PQerrorMessage(connection)
                                                            : ::PQresultErrorMessage(result));
    const char* const code =
        result == nullptr ? nullptr : ::PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string advice =
        code != nullptr && code == query_canceled
            ? "; it may take " + std::to_string(deadline_us) + " us: raise deadline_us"
            : "";
    throw error(exit_code::server_failed,
                "the query of task " + std::to_string(index) + " failed: " + line + advice);
}

} // namespace crossover::workloads::postgres
