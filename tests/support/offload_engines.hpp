#pragma once

#include "strategies/offload.hpp"
#include "tests/support/type_lists.hpp"

#include <gtest/gtest.h>
#include <type_traits>

namespace crossover::tests {
namespace detail {

template <class E>
struct offloads : std::bool_constant<strategies::offload::fits<E>> {};

template <class E>
struct offloads_elsewhere : std::bool_constant<strategies::offloads_to_processes<E>> {};

} // namespace detail

/// Engines whose coroutines hand computing to a pool, of threads or of processes.
using offload_engines = detail::engines_that<detail::offloads>;

/// Those that hand it to processes.
using process_offload_engines = detail::engines_that<detail::offloads_elsewhere>;

} // namespace crossover::tests
