#pragma once

#include "workloads/workload.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What the other side of a workload's I/O saw, held against what the contender's side claims
/// (docs/CHECKS.md).
namespace crossover::bench {

/// The contender's side of some batches.
struct claimed {
    std::uint64_t tasks = 0; ///< of all the batches together
    std::size_t limit = 0; ///< the most that may be in flight
    std::uint64_t batches = 1; ///< so many
    std::int64_t latency_ns = 0; ///< the sum over the tasks' stamps; 0 where none were taken
};

/// Throws error(invalid_measurement) unless the server answered each task once, or as often as it
/// needs and no more often than it may call, with so many bytes in and out, and never saw more
/// requests in flight than the limit allows.
void check_server_counts(const server_report& seen, const server_exchange& each, const claimed& by);

/// Little's law on both sides of the same batches: the tasks cannot have been in flight for less
/// time than their requests were with the server. Throws error(invalid_measurement) when they say
/// so by more than 5 %.
void check_server_presence(const server_report& seen, const claimed& by);

/// What a task costs beside its wait, to tell whether a check means anything.
struct exchange_cost {
    std::int64_t wait_ns = 0; ///< for which the server holds a reply back
    double cpu_ns = 0; ///< of a request: the contender's and the server's together
};

/// What is odd, and may yet be honest; a sentence each. `cell_tasks` is the size of one batch.
std::vector<std::string> server_marks(const server_report& seen, const claimed& by,
                                      std::size_t cell_tasks, const exchange_cost& cost);

} // namespace crossover::bench
