#pragma once

#include "engines/ring/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// A pool that was built here: std::thread workers on a lock-free ring, from which they claim short
/// tasks in ranges. The loops offload to it as well.
struct ring_engine {
    static constexpr std::string_view name = "ring";
    using thread_pool = ring_thread_pool;
    using blocking = blocking_waits;
};

static_assert(posting_pool<ring_engine::thread_pool>);

} // namespace crossover::engines
