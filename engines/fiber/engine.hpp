#pragma once

#include "engines/fiber/loop.hpp"
#include "strategies/concepts.hpp"

#include <boost/version.hpp>
#include <string>
#include <string_view>

namespace crossover::engines {

/// Green threads: tasks with a stack of their own each (Boost.Context), on one thread over Asio's
/// `io_context`.
struct fiber_engine {
    static constexpr std::string_view name = "fiber";
    static constexpr std::string_view library = "boost";
    static std::string version() {
        return std::to_string(BOOST_VERSION / 100000) + "." +
               std::to_string(BOOST_VERSION / 100 % 1000) + "." +
               std::to_string(BOOST_VERSION % 100);
    }
    using loop = fiber_loop;
};

static_assert(loop_for<fiber_engine::loop, wait::none> &&
              loop_for<fiber_engine::loop, wait::timer> &&
              loop_for<fiber_engine::loop, wait::tcp> &&
              loop_for<fiber_engine::loop, wait::dialogue>);

} // namespace crossover::engines
