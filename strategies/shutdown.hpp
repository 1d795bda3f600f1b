#pragma once

namespace crossover {

/// What becomes of tasks that wait for their turn when a thread pool is shut down. Those that run
/// go on to their end in either case.
enum class shutdown_mode {
    drain, ///< they run
    cancel, ///< they never start
};

} // namespace crossover
