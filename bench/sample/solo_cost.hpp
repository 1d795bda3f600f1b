#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/sample/ideal.hpp"
#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace crossover::bench {

/// What the average task of a workload costs, in CPU time of one thread: the best of several short
/// series. 0 below a microsecond, where the clock cannot tell. Task `index` is run, each time with
/// another salt, and its share of the average is allowed for.
std::int64_t solo_cpu_ns(const live_workload& work, std::size_t index = 0);

/// What the tasks of a cell cost. Up to eight of them, spread over the cell, are run once each, and
/// of an uneven workload the costliest too; the one that costs least for its share is timed in
/// series. So where tasks differ and the workload does not say so (`cost_share`), the average is
/// taken for what a short one costs: too little, never too much.
task_cost cost_of(const live_workload& work, std::size_t tasks);

/// The same of one task or 50 us of them, for in between; the least of up to three such series
/// where they take no more than a millisecond.
std::int64_t glance_cpu_ns(const live_workload& work, std::size_t index);

/// What the stamps leave an average task to compute in: none can have computed for longer than it
/// took beyond its wait. A quarter of the tasks took no longer than that; so up to so many that
/// were not computed, and took no time, do not make it less.
std::int64_t quick_cpu_ns(const live_workload& work, std::span<const stamp> stamps);

/// What a task must cost: what it was measured to cost alone, or what a quick one was seen to take
/// in a batch, but never less than nine tenths of the former. A core's clock may rise by that much
/// after the task was measured, and it is measured again then; a task that takes less was not
/// computed.
std::int64_t granted_cpu_ns(std::int64_t solo_ns, std::int64_t quick_ns);

} // namespace crossover::bench
