#pragma once

#include "strategies/concepts.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <initializer_list>
#include <type_traits>

/// What the tests of thread pools share.
namespace crossover::tests {

inline constexpr int fewer_under_sanitizers = under_sanitizer ? 20 : 1;

/// Runs test(width), in a process of its own when a process can have but one width.
template <class Pool, class Test>
void for_widths(std::initializer_list<std::size_t> widths, const Test& test) {
    for (const auto width : widths) {
        if constexpr (requires { Pool::refusal(width); }) {
            in_child([&] { test(width); });
        } else {
            test(width);
        }
    }
}

/// Runs body(i, worker) for every i below n, whichever kind of pool it is.
template <class Pool, class Body>
void run_all(Pool& pool, std::size_t n, const Body& body) {
    if constexpr (bulk_pool<Pool>) {
        pool.for_each(n, body);
    } else {
        for (std::size_t i = 0; i < n; ++i) {
            pool.submit([&body, i](std::size_t worker) noexcept { body(i, worker); });
        }
        pool.drain();
    }
}

namespace detail {
template <class E>
    struct posts : std::bool_constant < requires {
    requires posting_pool<typename E::thread_pool>;
} > {};
} // namespace detail

/// Engines whose thread pool takes tasks one by one.
using posting_engines = detail::engines_that<detail::posts>;

} // namespace crossover::tests
