#pragma once

#include "engines/support/blocking_waits.hpp"
#include "engines/tbb_tasks/thread_pool.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <string_view>

namespace crossover::engines {

/// oneTBB the way tasks come one by one: `task_group`. It runs beside `tbb` to show what that costs
/// where the batch is known beforehand.
struct tbb_tasks_engine {
    static constexpr std::string_view name = "tbb_tasks";
    static constexpr kind kind_of(std::string_view /*strategy*/) noexcept {
        return kind::documented;
    }
    using thread_pool = tbb_tasks_thread_pool;
    using blocking = blocking_waits;
};

static_assert(bulk_pool<tbb_tasks_engine::thread_pool>);

} // namespace crossover::engines
