#pragma once

#include "bench/sample/measurement.hpp"

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

} // namespace crossover::bench
