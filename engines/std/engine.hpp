#pragma once

#include "engines/blocking_waits.hpp"
#include "engines/std/thread_pool.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// The standard library alone: the calling thread, and a pool of std::thread that takes tasks one by one.
struct std_engine {
    static constexpr std::string_view name = "std";
    static constexpr bool runs_sequentially = true;
    using thread_pool = std_thread_pool;
    using blocking = blocking_waits;
};

static_assert(blocking_for<blocking_waits, wait::none> && blocking_for<blocking_waits, wait::timer> &&
              blocking_for<blocking_waits, wait::tcp>);
static_assert(posting_pool<std_engine::thread_pool>);

} // namespace crossover::engines
