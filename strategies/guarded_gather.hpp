#pragma once

#include "strategies/coro/with_resource.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <cstddef>
#include <string_view>

namespace crossover::strategies {

/// Every task holds a resource across its wait by `coro::with_resource`: what a guard costs whose
/// acquire and release may await, and here have nothing to await (`async with`).
struct guarded_gather : pattern_gather<guarded_gather> {
    static constexpr std::string_view name = "guarded_gather";
    static constexpr int rank = 65;

    template <class Batch>
    static void start(const Batch& b) {
        spawn_each(b.loop(), b.tasks(), [&b](std::size_t i) {
            auto acquire = [i]() -> coro::task<std::size_t> { co_return i; };
            auto use = [&b](std::size_t& held) { return b.bare(held); };
            auto release = [](std::size_t& /*held*/) -> coro::task<void> { co_return; };
            return coro::with_resource(acquire, use, release);
        });
    }
};

CROSSOVER_STRATEGY(guarded_gather)

} // namespace crossover::strategies
