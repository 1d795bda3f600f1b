#pragma once

#include "strategies/runner.hpp"

#include <cstdint>
#include <span>
#include <sys/types.h>

namespace crossover::bench {

/// What the process, its reaped children and its live workers have used so far. The server is not
/// among them.
struct usage {
    std::int64_t user_ns = 0;
    std::int64_t system_ns = 0;
    std::int64_t voluntary_switches = 0;
    std::int64_t involuntary_switches = 0;
};

usage operator-(const usage& later, const usage& earlier);
usage& operator+=(usage& sum, const usage& more);

/// Reads the counters of this process and of the children that it has reaped.
usage read_usage();

/// Reads the counters now. Workers are asked through their runner, which knows when they went to
/// sleep.
usage read_usage(runner& r);

/// What is open and running at this moment: this process and its workers.
struct footprint {
    std::int64_t threads = 0;
    std::int64_t processes = 0;
    std::int64_t descriptors = 0;
};
footprint read_footprint(std::span<const pid_t> workers);

/// Resident memory of this process in bytes.
std::int64_t resident_bytes();

/// Makes `peak_bytes` count from now on.
void reset_peak();

/// The most memory that was resident in this process since `reset_peak`, and what each worker holds
/// for itself alone, in bytes. Pages that a worker shares with its parent are counted once.
std::int64_t peak_bytes(std::span<const pid_t> workers);

} // namespace crossover::bench
