#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/checks/clock_check.hpp"
#include "bench/options.hpp"
#include "bench/sample/measurement.hpp"

namespace crossover::bench {

/// Measures one contender on one cell: set-up, warm-up, batches, tear-down; checks every digest,
/// and itself. `by` has the clocks that the batches are checked against.
///
/// Never throws for what happens inside the contender: the measurement's status, reason and code
/// tell.
measurement measure(const contender_entry& contender, const cell& where, const options& how,
                    const clocks& by = system_clocks());

} // namespace crossover::bench
