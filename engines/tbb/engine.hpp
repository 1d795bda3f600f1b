#pragma once

#include "engines/support/blocking_waits.hpp"
#include "engines/tbb/thread_pool.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <oneapi/tbb/version.h>
#include <string>
#include <string_view>

namespace crossover::engines {

/// Intel oneTBB: `parallel_for` in an arena of its own.
struct tbb_engine {
    static constexpr std::string_view name = "tbb";
    static constexpr kind kind_of(std::string_view /*strategy*/) noexcept {
        return kind::documented;
    }
    static constexpr std::string_view library = "tbb";
    static std::string version() {
        return std::to_string(TBB_VERSION_MAJOR) + "." + std::to_string(TBB_VERSION_MINOR);
    }
    using thread_pool = tbb_thread_pool;
    using blocking = blocking_waits;
};

static_assert(bulk_pool<tbb_engine::thread_pool>);

} // namespace crossover::engines
