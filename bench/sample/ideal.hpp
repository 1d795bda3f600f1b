#pragma once

#include "workloads/support/task_cost.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::bench {

/// The best makespan that physics allows, and which bound it is.
struct ideal {
    std::int64_t ns = 0; ///< 0: no bound is known
    const char* kind = "none"; ///< "cpu", "limit", "wait", "arrival" or "none"
    std::int64_t cpu_ns = 0; ///< how much of it is computing
};

/// max(total CPU / cores, ceil(N / limit) * wait, wait + CPU of the costliest task, last arrival +
/// wait); where each task waits for a time of its own, all waits / limit, the longest wait, and the
/// last arrival. `limit` is what the contender may have in flight; `cores` how many it may
/// have at work at once: no more than tasks of it compute then.
ideal best_makespan(const task_cost& task, std::size_t tasks, std::size_t limit, double cores);

/// Where requests may be refused, or have failed, nobody knows which must be run: the last arrival
/// alone bounds the makespan.
ideal arrival_bound(const task_cost& task) noexcept;

/// True when a makespan lies below the ideal by more than measuring errors explain. Waits are exact
/// to the clock, which is the same one for all; a computation's cost is itself measured, and its
/// best is taken to be known to a tenth, which is granted of the computing part: beside others on
/// the machine a core gives a batch of three tasks of 1 ms up to 7 % more than the same tasks got
/// when they were timed alone (seen). A clock that goes in coarse steps is wrong by one at either
/// end.
bool impossible(std::int64_t makespan_ns, const ideal& c, std::int64_t clock_step_ns = 0);

/// How many cores this process may use at once: those of its affinity mask. A quota of its control
/// group does not lower that: it is a budget for a period of time, within which more cores than it
/// stands for may be at work.
int usable_cores();

} // namespace crossover::bench
