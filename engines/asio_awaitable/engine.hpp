#pragma once

#include "engines/asio_awaitable/loop.hpp"
#include "strategies/concepts.hpp"
#include "strategies/kind.hpp"

#include <string_view>

namespace crossover::engines {

/// Boost.Asio the way its documentation shows it: `awaitable` and `co_spawn`.
struct asio_awaitable_engine {
    static constexpr std::string_view name = "asio_awaitable";
    static constexpr kind kind_of(std::string_view /*strategy*/) noexcept {
        return kind::documented;
    }
    using loop = asio_awaitable_loop;
};

static_assert(loop_for<asio_awaitable_engine::loop, wait::none> &&
              loop_for<asio_awaitable_engine::loop, wait::timer> &&
              loop_for<asio_awaitable_engine::loop, wait::tcp> &&
              loop_for<asio_awaitable_engine::loop, wait::dialogue>);

} // namespace crossover::engines
