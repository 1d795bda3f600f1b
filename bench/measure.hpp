#pragma once

#include "bench/measurement.hpp"
#include "bench/options.hpp"
#include "bench/registry.hpp"

namespace crossover::bench {

/// Measures one contender on one cell: set-up, warm-up, batches, tear-down; checks every digest.
///
/// Never throws for what happens inside the contender: the measurement's status, reason and code tell.
measurement measure(const contender_entry& contender, const cell& where, const options& how);

/// What one task of a workload costs on an idle core: the best of several short series. 0 below a microsecond, where the clock
/// cannot tell.
std::int64_t solo_cpu_ns(const live_workload& work);

} // namespace crossover::bench
