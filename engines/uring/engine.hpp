#pragma once

#include "engines/ring/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "engines/uring/loop.hpp"
#include "strategies/concepts.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <thread>

namespace crossover::engines {

/// io_uring through liburing: our coroutines, resumed straight from its completions.
struct uring_engine {
    static constexpr std::string_view name = "uring";
    static constexpr std::string_view library = "liburing";
    static std::string version() { return CROSSOVER_LIBURING_VERSION; }

    /// Why the kernel does not let this process have it; empty when it does.
    static std::string unavailable() { return uring::unavailable(); }

    /// A read that is not in the page cache may be done by a worker of the kernel's, of which there
    /// are up to four a core (io_uring_register(2), IORING_REGISTER_IOWQ_MAX_WORKERS).
    template <class Wait>
    static std::size_t loop_threads() {
        return std::same_as<Wait, wait::file> ? 4 * std::thread::hardware_concurrency() : 0;
    }
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
