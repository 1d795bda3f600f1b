#pragma once

#include "engines/index/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// std::thread workers that draw a known batch from a shared atomic index: the limit of what a pool
/// can do.
struct index_engine {
    static constexpr std::string_view name = "index";
    using thread_pool = index_thread_pool;
    using blocking = blocking_waits;
};

static_assert(bulk_pool<index_engine::thread_pool>);

} // namespace crossover::engines
