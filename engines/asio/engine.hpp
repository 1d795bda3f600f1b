#pragma once

#include "engines/asio/loop.hpp"
#include "engines/asio/thread_pool.hpp"
#include "engines/ring/thread_pool.hpp"
#include "engines/support/blocking_waits.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <boost/version.hpp>
#include <string>
#include <string_view>

namespace crossover::engines {

/// Boost.Asio: our coroutines on its `io_context`, and its `thread_pool`.
struct asio_engine {
    static constexpr std::string_view name = "asio";
    static constexpr kind kind_of(std::string_view strategy) noexcept {
        return strategy == "thread_pool" ? kind::documented : kind::best;
    }
    static constexpr std::string_view library = "boost";
    static std::string version() {
        return std::to_string(BOOST_VERSION / 100000) + "." +
               std::to_string(BOOST_VERSION / 100 % 1000) + "." +
               std::to_string(BOOST_VERSION % 100);
    }
    using loop = asio_loop;
    using thread_pool = asio_thread_pool;
    using blocking = blocking_waits;
    using offload_pool = ring_thread_pool; ///< the same for every loop
};

static_assert(loop_for<asio_engine::loop, wait::none> && loop_for<asio_engine::loop, wait::timer> &&
              loop_for<asio_engine::loop, wait::tcp> &&
              loop_for<asio_engine::loop, wait::dialogue>);
static_assert(posting_pool<asio_engine::thread_pool>);

} // namespace crossover::engines
