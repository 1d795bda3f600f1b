#pragma once

#include "engines/static_split/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// std::thread workers with an equal part of the batch each, fixed up front: the reference for the
/// speed-up of CPU work.
struct static_split_engine {
    static constexpr std::string_view name = "static_split";
    using thread_pool = split_thread_pool;
    using blocking = blocking_waits;
};

static_assert(bulk_pool<static_split_engine::thread_pool>);

} // namespace crossover::engines
