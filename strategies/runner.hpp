#pragma once

#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover {

/// How many tasks a cell has, and how many of them may be in flight.
struct shape {
    std::size_t tasks = 0;
    std::size_t limit = 0;
};

/// What worker processes that still live have used so far.
struct worker_usage {
    std::int64_t user_ns = 0;
    std::int64_t system_ns = 0;
    std::int64_t voluntary_switches = 0;
    std::int64_t involuntary_switches = 0;
};

/// A contender, set up for one cell: it holds its threads, loops, connections or processes until it is destroyed.
class runner {
public:
    runner() = default;
    runner(const runner&) = delete;
    runner& operator=(const runner&) = delete;
    virtual ~runner() = default;

    /// Runs a batch to its end: the one virtual call. At most the cell's number of tasks. Rethrows the first failure of
    /// a task; then no task is still running. Not thread-safe.
    virtual void run(const batch& b) = 0;

    /// The live worker processes of this contender.
    [[nodiscard]] virtual std::vector<pid_t> workers() const { return {}; }

    /// What those workers have used until the end of the last batch; zero when there are none.
    [[nodiscard]] virtual worker_usage usage() { return {}; }
};

} // namespace crossover
