#pragma once

#include "engines/std/task_threads.hpp"
#include "engines/support/blocking_waits.hpp"
#include "engines/support/ring_thread_pool.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// The standard library alone: the calling thread, and a pool of std::thread that takes tasks one
/// by one.
struct std_engine {
    static constexpr std::string_view name = "std";
    static constexpr bool runs_sequentially = true;
    using thread_pool = ring_thread_pool;
    using task_threads = std_task_threads;
    using blocking = blocking_waits;
};

static_assert(blocking_for<blocking_waits, wait::none> &&
              blocking_for<blocking_waits, wait::timer> && blocking_for<blocking_waits, wait::tcp>);
static_assert(posting_pool<std_engine::thread_pool> && thread_starter<std_engine::task_threads>);

} // namespace crossover::engines
