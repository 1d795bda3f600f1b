#pragma once

#include <cstdint>
#include <libpq-fe.h>
#include <string>
#include <string_view>

namespace crossover::workloads::postgres {

/// What a server or libpq said, cut to one line, and its SQLSTATE ("" where there is none).
struct remark {
    std::string line;
    std::string sqlstate;
};

/// Reads a message of libpq's, where verbosity has put the SQLSTATE into it: the words are in the
/// server's language, the code is not.
remark read_remark(const char* message);

/// Throws for a connection that could not be made: error(refused) where the server has no place
/// left for it, else error(server_failed).
[[noreturn]] void throw_unconnected(const std::string& said);

/// Throws error(server_failed) for the statement of task `index` that failed. `result` may be null:
/// then the connection is what failed.
[[noreturn]] void throw_failed_statement(const PGconn* connection, const PGresult* result,
                                         std::uint64_t index, std::int64_t deadline_us);

} // namespace crossover::workloads::postgres
