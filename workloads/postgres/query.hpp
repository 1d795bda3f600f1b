#pragma once

#include "workloads/support/dialogue.hpp"
#include "workloads/support/shape.hpp"

#include <cstdint>
#include <string>

namespace crossover::workloads::postgres {

/// What each task asks of the server.
struct query {
    std::string dsn; ///< as libpq reads it: host=... dbname=..., postgresql://..., or the name of a
                     ///< database
    std::int64_t wait_us = 0; ///< how long the server sleeps before it reads
    const drawn_times* waits = nullptr; ///< of each task, where they differ; outlives the server
    std::int64_t rows = 0;
    std::int64_t deadline_us = 0; ///< the longest that one statement may take
};

/// The server: where the dialogues come from, and what can be seen of it.
class server : public wait::dialogue_source {
public:
    /// CPU time of its processes since the last `reset_cpu`, in nanoseconds; 0 where it is on
    /// another machine, or its socket does not tell.
    [[nodiscard]] virtual std::int64_t cpu_ns() const = 0;
    virtual void reset_cpu() = 0;
};

/// Reaches the server, which is the caller's from then on. Throws error(server_failed), also for a
/// dsn that cannot be read, and error(refused).
using reach_server = server*(const query&);

/// The name of that function in crossover_postgres.so. It is loaded by the workload alone: libpq
/// brings some thirty libraries into a process, and a fork copies the map of all of them, which the
/// contenders of other workloads must not pay.
inline constexpr const char* reach_server_name = "crossover_reach_postgres";

} // namespace crossover::workloads::postgres
