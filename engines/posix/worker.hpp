#pragma once

#include "engines/posix/pool_control.hpp"
#include "strategies/process_call.hpp"

#include <functional>

namespace crossover::engines {

/// The life of a worker process after the fork; never returns. `done_fd` is the parent's eventfd.
[[noreturn]] void run_worker(pool_control& control, worker_slot& slot, int done_fd,
                             const std::function<process_body()>& make) noexcept;

} // namespace crossover::engines
