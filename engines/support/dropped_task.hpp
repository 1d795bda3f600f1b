#pragma once

#include "strategies/concepts.hpp"

#include <cstddef>
#include <limits>

namespace crossover::engines {

/// The number of no worker: a pool calls what it has taken of a task with it instead of running the
/// task, once, when a shutdown takes the task out.
inline constexpr std::size_t no_worker = std::numeric_limits<std::size_t>::max();

/// Runs a task on a worker, or tells it that it was dropped, where it wants to know.
template <class Task>
void run_or_drop(Task& task, std::size_t worker) noexcept {
    if (worker != no_worker) [[likely]] {
        task(worker);
    } else if constexpr (droppable_task<Task>) {
        task.drop();
    }
}

} // namespace crossover::engines
