#pragma once

#include "engines/libuv/file.hpp"
#include "engines/libuv/loop.hpp"
#include "engines/libuv/thread_pool.hpp"
#include "engines/libuv/worker_queue.hpp"
#include "engines/ring/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <uv.h>

namespace crossover::engines {

/// libuv: our coroutines on its loop, and its worker queue.
struct libuv_engine {
    static constexpr std::string_view name = "libuv";
    static constexpr kind kind_of(std::string_view strategy) noexcept {
        return strategy == "thread_pool" ? kind::documented : kind::best;
    }
    static constexpr std::string_view library = "libuv";
    static std::string version() { return uv_version_string(); }
    template <class Wait>
    static std::size_t loop_threads() {
        return std::same_as<Wait, wait::file> ? uv_worker_queue::width() : 0;
    }
    using loop = libuv_loop;
    using thread_pool = libuv_thread_pool;
    using blocking = blocking_waits;
    using offload_pool = ring_thread_pool; ///< the same for every loop
};

static_assert(loop_for<libuv_engine::loop, wait::none> &&
              loop_for<libuv_engine::loop, wait::timer> &&
              loop_for<libuv_engine::loop, wait::tcp> && loop_for<libuv_engine::loop, wait::file> &&
              loop_for<libuv_engine::loop, wait::dialogue>);
static_assert(posting_pool<libuv_engine::thread_pool>);

} // namespace crossover::engines
