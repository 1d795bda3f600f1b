#pragma once

#include "engines/asio_cores/loop.hpp"
#include "strategies/concepts.hpp"

#include <string_view>

namespace crossover::engines {

/// One Boost.Asio `io_context` that every core runs: M coroutines on N threads, each going on
/// wherever its wait completes.
struct asio_cores_engine {
    static constexpr std::string_view name = "asio_cores";
    /// One for each core that the process may use.
    template <class Wait>
    static std::size_t loop_threads() {
        return cores::usable();
    }
    using loop = asio_cores_loop;
};

static_assert(loop_for<asio_cores_engine::loop, wait::none> &&
              loop_for<asio_cores_engine::loop, wait::timer> &&
              loop_for<asio_cores_engine::loop, wait::tcp> &&
              loop_for<asio_cores_engine::loop, wait::dialogue>);
static_assert(parallel_loop<asio_cores_engine::loop>);

} // namespace crossover::engines
