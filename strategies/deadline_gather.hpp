#pragma once

#include "strategies/coro/deadline.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace crossover::strategies {

/// Every task has a deadline by `coro::with_deadline`: what a timer costs that is set for each and
/// never rings (`asyncio.timeout`).
struct deadline_gather : pattern_gather<deadline_gather> {
    static constexpr std::string_view name = "deadline_gather";
    static constexpr int rank = 64;

    /// Longer than any batch, so that none is late; the price does not depend on it.
    static constexpr std::chrono::hours deadline{1};

    template <class Batch>
    static void start(const Batch& b) {
        spawn_each(b.loop(), b.tasks(), [&b](std::size_t i) {
            return coro::with_deadline(b.loop(), deadline, b.bare(i));
        });
    }
};

CROSSOVER_STRATEGY(deadline_gather)

} // namespace crossover::strategies
