#pragma once

#include "engines/asio/loop.hpp"
#include "engines/pipe/process_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// Our coroutines on Boost.Asio's `io_context`, which hand computing to processes:
/// `run_in_executor` with a ProcessPoolExecutor.
struct asio_processes_engine {
    static constexpr std::string_view name = "asio_processes";
    using offload_loop =
        asio_loop; ///< not `loop`: without the processes it would be `asio` once more
    using offload_processes = pipe_pool;
    using blocking = blocking_waits;
};

static_assert(watching_loop<asio_processes_engine::offload_loop>);
static_assert(posting_process_pool<asio_processes_engine::offload_processes>);

} // namespace crossover::engines
