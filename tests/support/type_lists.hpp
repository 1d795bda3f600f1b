#pragma once

#include "strategies/concepts.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/gather.hpp"
#include "tests/all_engines.hpp"

#include <concepts>
#include <gtest/gtest.h>
#include <string>
#include <tuple>
#include <type_traits>

/// The engines as lists of types for typed tests: found, not written down, so that a new engine is
/// tested without touching a test.
namespace crossover::tests {
namespace detail {

template <class... E>
testing::Types<E...> as_types(std::tuple<E...>);

template <template <class> class Keeps, class... E>
auto filtered(std::tuple<E...>) -> decltype(std::tuple_cat(
    std::conditional_t<Keeps<E>::value, std::tuple<E>, std::tuple<>>()...));

template <class E>
    struct carries_a_loop : std::bool_constant < requires {
    requires event_loop<typename E::loop>;
} > {};

template <class E>
    struct carries_a_gather : std::bool_constant < requires {
    requires event_loop<typename strategies::gathering<E>::loop>;
} > {};

template <class E>
    struct runs_our_tasks : std::bool_constant < requires {
    requires std::same_as<typename E::loop::coroutine, coro::task<void>>;
} > {};

template <class E>
    struct awaits_files : std::bool_constant < requires {
    requires loop_for<typename E::loop, wait::file>;
} > {};

template <class E>
    struct carries_a_thread_pool : std::bool_constant < requires {
    requires any_thread_pool<typename E::thread_pool>;
} > {};

template <class E>
    struct carries_a_process_pool : std::bool_constant < requires {
    requires batch_process_pool<typename E::process_pool>;
} > {};

template <template <class> class Keeps>
using engines_that = decltype(as_types(filtered<Keeps>(all_engines())));

} // namespace detail

/// Engines whose loop runs our coroutines (coro::task).
using task_loop_engines = detail::engines_that<detail::runs_our_tasks>;

/// All engines with an event loop, those with coroutines of their own included.
using loop_engines = detail::engines_that<detail::carries_a_loop>;

/// All engines that gather, those included whose loop can do nothing else.
using gather_engines = detail::engines_that<detail::carries_a_gather>;

/// Engines whose loop can await the read of a file.
using file_loop_engines = detail::engines_that<detail::awaits_files>;

using thread_pool_engines = detail::engines_that<detail::carries_a_thread_pool>;

/// A test of an engine's loop. It is skipped, with the reason, where the system keeps the engine
/// from the process.
template <class Engine>
class loop_test : public testing::Test {
protected:
    void SetUp() override {
        if constexpr (requires { Engine::unavailable(); }) {
            if (const std::string why = Engine::unavailable(); !why.empty()) {
                GTEST_SKIP() << why;
            }
        }
    }
};

using process_pool_engines = detail::engines_that<detail::carries_a_process_pool>;

/// Shows an engine's name in the names of typed tests.
struct engine_name {
    template <class E>
    static std::string GetName(int /*index*/) {
        return std::string(E::name);
    }
};

} // namespace crossover::tests
