#pragma once

#include "workloads/postgres/conninfo.hpp"
#include "workloads/postgres/query.hpp"

#include <cstdint>
#include <libpq-fe.h>
#include <memory>

namespace crossover::workloads::postgres {

struct clear_result {
    void operator()(PGresult* result) const noexcept { ::PQclear(result); }
};
using result = std::unique_ptr<PGresult, clear_result>;

struct finish_connection {
    void operator()(PGconn* connection) const noexcept { ::PQfinish(connection); }
};
using connection = std::unique_ptr<PGconn, finish_connection>;

/// Starts to connect, so that nothing blocks but the look-up of a host's name. Throws
/// error(server_failed).
connection start_connecting(const conninfo& where);

/// Goes on with it. Throws error(refused) when the server has no place for it, and
/// error(server_failed), also for a server that is too old.
PostgresPollingStatusType go_on_connecting(PGconn& connection, const conninfo& where);

/// What makes a new connection ready: its deadline on the server's side, and the prepared
/// statement. One string, one round trip.
std::string set_up_text(const query& asked);

/// Throws error(server_failed) when the set-up failed, with what to do about a table that is
/// missing.
void require_set_up(const PGresult& result);

/// The prepared statement's arguments for a task, in the binary form of the protocol.
class arguments {
public:
    static constexpr int count = 3;

    arguments(const query& asked, std::uint64_t index) noexcept;
    arguments(const arguments&) = delete;
    arguments& operator=(const arguments&) = delete;

    /// Sends them without blocking; false when the connection is broken.
    [[nodiscard]] bool send(PGconn& connection) const noexcept;

    /// Sends them and waits for the rows.
    [[nodiscard]] result exec(PGconn& connection) const noexcept;

private:
    std::uint64_t values_[count]; ///< in the network's order
    const char* places_[count];
};

/// The digest of the rows that the statement of task `index` gave. Throws error(server_failed) when
/// it failed, or gave other than `asked.rows`.
std::uint64_t read_rows(const PGconn& connection, const PGresult* given, const query& asked,
                        std::uint64_t index);

} // namespace crossover::workloads::postgres
