#pragma once

#include <cstddef>
#include <cstdint>

namespace crossover {

/// What the tasks of a cell need at the very least.
struct task_cost {
    std::int64_t wait_ns = 0; ///< of the average task
    std::int64_t cpu_ns =
        0; ///< of the average task; 0 when it is too short to be told apart from the clock
    std::size_t timed = 0; ///< the index of the task that this was found by
    double mean_share =
        1; ///< of the cell's tasks; not 1 when an uneven workload's are not all there
    double largest_share = 1; ///< of the costliest task
    std::int64_t last_arrival_ns = 0; ///< after the batch's start; 0 where all tasks are there then
    std::int64_t all_waits_ns = 0; ///< of all tasks together; 0 where each waits as long as any
    std::int64_t longest_wait_ns = 0; ///< the same, of one task
};

/// What a workload takes of what a system gives in limited numbers.
struct workload_needs {
    std::size_t descriptors = 0; ///< held for the whole cell: files
    std::size_t slot_descriptors = 0; ///< by each wait that is open: a connection, a pipe
    std::size_t slot_processes = 0; ///< by each task in flight: a command
    std::size_t slot_bytes = 0; ///< by each task in flight: its buffers
};

} // namespace crossover
