#pragma once

#include "workloads/dialogue.hpp"

#include <cstdint>
#include <string>

namespace crossover::workloads::postgres {

/// What each task asks of the server.
struct query {
    std::string dsn; ///< as libpq reads it: host=... dbname=..., postgresql://..., or the name of a database
    std::int64_t wait_us = 0; ///< how long the server sleeps before it reads
    std::int64_t rows = 0;
    std::int64_t deadline_us = 0; ///< the longest that connecting, and one statement, may take
};

/// Makes the dialogues' source, which is the caller's from then on. Throws error(peer_failed) for a dsn that cannot be read.
using make_source = wait::dialogue_source*(const query&);

/// The name of that function in crossover_postgres.so. It is loaded by the workload alone: libpq brings some thirty libraries into a process,
/// and a fork copies the map of all of them, which the contenders of other workloads must not pay.
inline constexpr const char* make_source_name = "crossover_make_postgres_source";

} // namespace crossover::workloads::postgres
