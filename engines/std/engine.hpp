#pragma once

#include "engines/std/task_threads.hpp"
#include "engines/std/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <string_view>

namespace crossover::engines {

/// The standard library alone, as most people would write it: the calling thread, a pool with a
/// mutex, and a thread for each task.
struct std_engine {
    static constexpr std::string_view name = "std";
    static constexpr kind kind_of(std::string_view strategy) noexcept {
        return strategy == "thread_pool" ? kind::textbook : kind::best;
    }
    static constexpr bool runs_sequentially = true;
    using thread_pool = std_thread_pool;
    using task_threads = std_task_threads;
    using blocking = blocking_waits;
};

static_assert(blocking_for<blocking_waits, wait::none> &&
              blocking_for<blocking_waits, wait::timer> && blocking_for<blocking_waits, wait::tcp>);
static_assert(posting_pool<std_engine::thread_pool> && thread_starter<std_engine::task_threads>);

} // namespace crossover::engines
