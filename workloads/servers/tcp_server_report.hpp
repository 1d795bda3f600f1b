#pragma once

#include "workloads/servers/server_process.hpp"
#include "workloads/workload.hpp"

namespace crossover::servers {

/// The TCP server's counts as the bench takes them.
inline server_report report(const server_stats& seen) noexcept {
    return {.requests = seen.requests,
            .refused = seen.refused,
            .withdrawn = seen.withdrawn,
            .peak_concurrency = seen.peak_concurrency,
            .bytes_in = seen.bytes_in,
            .bytes_out = seen.bytes_out,
            .in_flight_ns = seen.in_flight_ns,
            .cpu_ns = seen.cpu_ns};
}

} // namespace crossover::servers
