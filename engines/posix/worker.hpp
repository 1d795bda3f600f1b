#pragma once

#include "engines/posix/process_pool.hpp"
#include "engines/posix/shared_block.hpp"

#include <cstddef>
#include <sys/types.h>

namespace crossover::engines {

/// The life of a worker process, from the fork to its end; never returns. `done` is the parent's eventfd.
[[noreturn]] void run_worker(shared_block& shared, std::size_t worker, int done, pid_t parent,
                             const std::function<shared_memory_pool::body()>& make) noexcept;

} // namespace crossover::engines
