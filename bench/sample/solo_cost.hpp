#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/sample/ideal.hpp"
#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace crossover::bench {

/// What the average task of a workload costs, in CPU time of one thread: the best of several short
/// series. 0 below a microsecond, where the clock cannot tell. Task `index` is run, and its share
/// of the average is allowed for.
std::int64_t solo_cpu_ns(const live_workload& work, std::size_t index = 0);

/// What the tasks of a cell cost. Of an uneven workload the costliest task is run: what a task
/// costs beside its work weighs least in it.
task_cost cost_of(const live_workload& work, std::size_t tasks);

/// The fastest average task that the stamps allow for: none can have computed for longer than it
/// took beyond its wait.
std::int64_t fastest_cpu_ns(const live_workload& work, std::span<const stamp> stamps);

/// What a task must cost: what it was measured to cost alone, or the fastest that was seen in a
/// batch, but never less than nine tenths of the former. A core's clock may rise by that much after
/// the task was measured, and it is measured again then; a task that takes less was not computed.
std::int64_t granted_cpu_ns(std::int64_t solo_ns, std::int64_t fastest_ns);

} // namespace crossover::bench
