#pragma once

#include "engines/ring/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "engines/uring/loop.hpp"
#include "strategies/concepts.hpp"

#include <string>
#include <string_view>

namespace crossover::engines {

/// io_uring through liburing: our coroutines, resumed straight from its completions.
struct uring_engine {
    static constexpr std::string_view name = "uring";
    static constexpr std::string_view library = "liburing";
    static std::string version() { return CROSSOVER_LIBURING_VERSION; }

    /// Why the kernel does not let this process have it; empty when it does.
    static std::string unavailable() { return uring::unavailable(); }

    using loop = uring_loop;
    using blocking = blocking_waits;
    using offload_pool = ring_thread_pool; ///< the same for every loop
};

static_assert(loop_for<uring_engine::loop, wait::none> &&
              loop_for<uring_engine::loop, wait::timer> &&
              loop_for<uring_engine::loop, wait::tcp> && loop_for<uring_engine::loop, wait::file> &&
              loop_for<uring_engine::loop, wait::dialogue>);
static_assert(remote_loop<uring_engine::loop>);

} // namespace crossover::engines
