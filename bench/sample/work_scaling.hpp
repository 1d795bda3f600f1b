#pragma once

#include "bench/catalog/registry.hpp"

namespace crossover::bench {

/// How much longer a calibrated workload's task computes when it is given twice the work: 2, unless
/// the compiler or somebody else found a way around the work. 0 when a task's computing is too
/// short to be measured, and for a workload whose work is not sized by `cpu_us`.
///
/// `rate` is the calibrated one. The two sizes are timed in turn, by the thread's CPU clock, and
/// the fastest of each counts; where the ratio looks wrong both are timed again, so that a busy
/// machine does not make it so. Takes 0.05 s, half a second at most.
double scaling_of(const workload_entry& w, double rate);

/// Whether a ratio is that of twice the work: within 10 % of 2.
bool scales(double ratio);

} // namespace crossover::bench
