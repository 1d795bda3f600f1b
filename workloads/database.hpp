#pragma once

#include "base/digest.hpp"
#include "workloads/postgres/query.hpp"
#include "workloads/postgres/rows.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <memory>

namespace crossover::workloads {

/// Every task runs one prepared statement of PostgreSQL's, which waits in the server and reads rows
/// of a table by their index.
///
/// Threads and processes use libpq's blocking calls, event loops those that do not block: the same
/// statement, the same bytes. The table must be there (scripts/services/crossover_rows.sql);
/// nothing is ever made or changed in the server.
class database : public workload_defaults {
public:
    static constexpr std::string_view name = "database";
    static constexpr std::string_view summary =
        "each task runs a PostgreSQL query that waits in the server and reads rows";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 0, max_duration_us,
                  "how long the server sleeps in each query"},
        parameter{"rows", unit::count, 10, 1, postgres::table_rows, "rows that each query reads"},
        parameter{"deadline_us", unit::us, 10'000'000, 100'000, max_duration_us,
                  "the longest that one query may take"},
        text_parameter("dsn", "",
                       "the server, as libpq reads it (default: the environment's CROSSOVER_DSN)"),
        wait_shape};
    using wait_type = wait::dialogue;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return server_waits(p).cost_of(tasks);
    }

    /// A copy of the connection's descriptor, for who watches it.
    [[nodiscard]] static workload_needs needs(const parameters& /*p*/) {
        return {.slot_descriptors = 1};
    }

    /// Reaches the server once. Throws `unfit` where the suite was built without libpq or no server
    /// is named, error(server_failed) and error(refused).
    explicit database(const parameters& p);

    [[nodiscard]] static wait::dialogue wait(std::size_t i) noexcept { return {.index = i}; }
    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept {
        return {.source = server_.get()};
    }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return combine(i ^ salt, postgres::expected_rows(i, query_.rows));
    }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return waits_.mean_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return waits_.own_ns(i);
    }

    /// The server's CPU, where it can be seen; it does not tell of requests.
    [[nodiscard]] server_report server() const;
    void reset_server() { server_->reset_cpu(); }

private:
    drawn_times waits_;
    postgres::query query_;
    std::unique_ptr<postgres::server> server_;
};

static_assert(workload<database>);

} // namespace crossover::workloads
