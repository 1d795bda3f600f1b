#pragma once

#include "engines/posix/process_pool.hpp"
#include "engines/posix/task_processes.hpp"
#include "engines/support/blocking_waits.hpp"

#include <string_view>

namespace crossover::engines {

/// POSIX processes, forked before the batch, that share memory with their parent.
struct posix_engine {
    static constexpr std::string_view name = "posix";
    using process_pool = shared_memory_pool;
    using task_processes = engines::task_processes;
    using blocking = blocking_waits;
};

} // namespace crossover::engines
