#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/sample/ideal.hpp"
#include "bench/sample/measurement.hpp"
#include "strategies/batch.hpp"

#include <span>
#include <string>

namespace crossover::bench {

/// Why the computing of a measured batch cannot have been done, or not where it was counted: its
/// tasks together need tasks x (CPU time of one) and less than 95 % of that was used. Empty when it
/// was, and where no task's cost is known.
///
/// "Optimised away" when the makespan has no room for it either; else CPU time of threads or
/// workers is missing from the count. Granted beside the 5 % is a tenth of a millisecond a batch;
/// of a program, whose processes are seen from outside and may have ended, a tick of 10 ms for each
/// thread that can compute at once, over all measured batches.
std::string missing_work(const measurement& m);

/// Why one of these tasks cannot have been computed: its stamps leave it less than half of what it
/// takes alone, and no core becomes twice as fast. Up to eight that look so are timed alone to make
/// sure. Empty where none is found, and where a task costs less than 20 us. However much the
/// machine's pace changes between the batches and the timing of a task, a few tasks that were left
/// out are found; `missing_work` finds what false stamps hide.
///
/// Precondition: every task had to be computed, in this process or one like it.
std::string uncomputed_task(const live_workload& work, std::span<const stamp> stamps,
                            const task_cost& cost, std::int64_t clock_step_ns = 0);

} // namespace crossover::bench
