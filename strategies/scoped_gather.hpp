#pragma once

#include "strategies/coro/scope.hpp"
#include "strategies/coro/with_scope.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <cstddef>
#include <string_view>

namespace crossover::strategies {

/// One task spawns all others into a scope by `coro::with_scope`: what a task group costs
/// (`asyncio.TaskGroup`, Trio's nursery).
struct scoped_gather : pattern_gather<scoped_gather> {
    static constexpr std::string_view name = "scoped_gather";
    static constexpr int rank = 62;

    template <class Batch>
    static void start(const Batch& b) {
        b.loop().spawn(coro::with_scope(
            [&b](coro::scope& group) -> coro::task<void> { return spawn_all(b, group); }));
    }

private:
    template <class Batch>
    static coro::task<void> spawn_all(const Batch& b, coro::scope& group) {
        for (std::size_t i = 0; i < b.tasks().count() && !b.tasks().stopped(); ++i) {
            group.spawn(b.bare(i));
        }
        co_return;
    }
};

CROSSOVER_STRATEGY(scoped_gather)

} // namespace crossover::strategies
