#pragma once

#include "strategies/coro/gather.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <string_view>

namespace crossover::strategies {

/// One task awaits all others by `coro::gather`: what it costs a task to be gathered inside a task,
/// in a scope of its own, instead of being spawned on the loop.
struct nested_gather : pattern_gather<nested_gather> {
    static constexpr std::string_view name = "nested_gather";
    static constexpr int rank = 61;

    template <class Batch>
    static void start(const Batch& b) {
        b.loop().spawn(coro::gather(b.all_bare()));
    }
};

CROSSOVER_STRATEGY(nested_gather)

} // namespace crossover::strategies
