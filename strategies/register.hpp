#pragma once

#include "strategies/runner.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>

namespace crossover {

/// How a batch is run: what the bench asks of each file of strategies/ that registers one. Beyond
/// this it has, for an engine E that `fits` and a wait that it `awaits`, the templates
/// `contender<E, W>`, a runner, and `needs<E, Wait>(size)`, the most that one holds
/// (resources.hpp).
template <class S>
concept strategy = requires(const batch_size& size) {
    { S::name } -> std::convertible_to<std::string_view>;
    /// The order in tables and in a process that runs several: processes first, for a fork wants no
    /// other threads.
    { S::rank } -> std::convertible_to<int>;
    /// The most tasks in flight: of this nothing else knows.
    { S::limit(size) } -> std::same_as<std::size_t>;
};

} // namespace crossover

/// The one line by which a strategy is found (cmake/strategy.cmake): at the end of its file, with
/// the name of its struct.
#define CROSSOVER_STRATEGY(name)                                                                   \
    static_assert(::crossover::strategy<name>,                                                     \
                  #name " is no strategy yet (strategies/register.hpp)");
