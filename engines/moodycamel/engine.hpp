#pragma once

#include "engines/moodycamel/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <string_view>

namespace crossover::engines {

/// moodycamel's ConcurrentQueue, the best-known lock-free queue of C++, as the queue of a pool.
struct moodycamel_engine {
    static constexpr std::string_view name = "moodycamel";
    static constexpr kind kind_of(std::string_view /*strategy*/) noexcept {
        return kind::documented;
    }
    using thread_pool = moodycamel_thread_pool;
    using blocking = blocking_waits;
};

static_assert(posting_pool<moodycamel_engine::thread_pool>);

} // namespace crossover::engines
