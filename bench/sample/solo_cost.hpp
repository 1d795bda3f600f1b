#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/sample/ideal.hpp"
#include "strategies/batch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// The same as cost_of(...).cpu_ns, on a thread of its own, whose memory lies elsewhere, and on the
/// `nth` of the cores that this process may use, which need not all be of one pace. On any of them
/// where the system does not let the thread choose.
std::int64_t cost_elsewhere(const live_workload& work, std::size_t tasks, std::size_t nth);

/// What a task costs at the least, where `cost_ns` is more than a batch allows: then `in_doubt` is
/// true of it. `time_again` waits and times a task once more; it is told how long to wait, and
/// which time it is. It is called until a cost is found that is not in doubt; for 0.7 s beside what
/// the timings take, and for 4 s where half the cost would leave no doubt: who shares a core from
/// outside of this machine slows it by up to that for seconds, and no core becomes twice as fast.
/// After 5 s it is not called again, however long a task is.
std::int64_t
least_cost(std::int64_t cost_ns, const std::function<bool(std::int64_t)>& in_doubt,
           const std::function<std::int64_t(std::chrono::milliseconds, std::size_t)>& time_again);

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
