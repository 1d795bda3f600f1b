#pragma once

#include "strategies/coro/settled.hpp"
#include "strategies/coro/shielded.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <cstddef>
#include <string_view>

namespace crossover::strategies {

/// Every task is followed by a clean-up that a cancellation does not reach, by `coro::settled` and
/// `coro::shielded`: what `try: ... finally: await shield(...)` costs; here the clean-up has
/// nothing to await.
struct shielded_gather : pattern_gather<shielded_gather> {
    static constexpr std::string_view name = "shielded_gather";
    static constexpr int rank = 66;

    template <class Batch>
    static void start(const Batch& b) {
        spawn_each(b.loop(), b.tasks(), [&b](std::size_t i) { return run_and_clean_up(b, i); });
    }

private:
    template <class Batch>
    static coro::task<void> run_and_clean_up(const Batch& b, std::size_t i) {
        auto ended = co_await coro::settled(b.bare(i));
        co_await coro::shielded(clean_up());
        ended.value(); // rethrows
    }

    static coro::task<void> clean_up() { co_return; }
};

CROSSOVER_STRATEGY(shielded_gather)

} // namespace crossover::strategies
