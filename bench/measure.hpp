#pragma once

#include "bench/measurement.hpp"
#include "bench/options.hpp"
#include "bench/registry.hpp"

namespace crossover::bench {

/// Measures one contender on one cell: set-up, warm-up, batches, tear-down; checks every digest.
///
/// Never throws for what happens inside the contender: the measurement's status, reason and code tell.
measurement measure(const contender_entry& contender, const cell& where, const options& how);

} // namespace crossover::bench
