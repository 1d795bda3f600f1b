#pragma once

#include "engines/asio_parallel_group/loop.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <string_view>

namespace crossover::engines {

/// Boost.Asio's own gather: `make_parallel_group` over `co_spawn`ed coroutines.
struct asio_parallel_group_engine {
    static constexpr std::string_view name = "asio_parallel_group";
    static constexpr kind kind_of(std::string_view /*strategy*/) noexcept {
        return kind::documented;
    }
    /// Not `loop`: a group is all its tasks, and its semaphore would be that of `asio_awaitable`.
    using gather_loop = asio_parallel_group_loop;
};

static_assert(loop_for<asio_parallel_group_engine::gather_loop, wait::none> &&
              loop_for<asio_parallel_group_engine::gather_loop, wait::timer> &&
              loop_for<asio_parallel_group_engine::gather_loop, wait::tcp> &&
              loop_for<asio_parallel_group_engine::gather_loop, wait::dialogue>);

} // namespace crossover::engines
