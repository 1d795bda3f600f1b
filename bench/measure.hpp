#pragma once

#include "bench/clock_check.hpp"
#include "bench/measurement.hpp"
#include "bench/options.hpp"
#include "bench/registry.hpp"

namespace crossover::bench {

/// Measures one contender on one cell: set-up, warm-up, batches, tear-down; checks every digest, and itself. `by` has the clocks that the
/// batches are checked against.
///
/// Never throws for what happens inside the contender: the measurement's status, reason and code tell.
measurement measure(const contender_entry& contender, const cell& where, const options& how,
                    const clocks& by = system_clocks());

} // namespace crossover::bench
