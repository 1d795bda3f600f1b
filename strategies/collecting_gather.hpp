#pragma once

#include "strategies/coro/gather.hpp"
#include "strategies/coro/outcome.hpp"
#include "strategies/pattern_gather.hpp"
#include "strategies/register.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace crossover::strategies {

/// One task awaits the outcomes of all others by `coro::collect`: what it costs to keep every
/// failure apart (`asyncio.gather(return_exceptions=True)`).
struct collecting_gather : pattern_gather<collecting_gather> {
    static constexpr std::string_view name = "collecting_gather";
    static constexpr int rank = 63;

    template <class Batch>
    static void start(const Batch& b) {
        b.loop().spawn(collect_all(b));
    }

private:
    template <class Batch>
    static coro::task<void> collect_all(const Batch& b) {
        std::vector<coro::task<void>> all;
        all.reserve(b.tasks().count());
        for (std::size_t i = 0; i < b.tasks().count() && !b.tasks().stopped(); ++i) {
            all.push_back(fail_fast(b, i));
        }
        auto outcomes = co_await coro::collect(std::move(all));
        for (auto& each : outcomes) {
            each.value(); // rethrows: nothing of a batch that keeps failures itself
        }
    }

    /// Nothing that is collected cancels anything, but a batch that does not keep its failures ends
    /// at the first: so that one says it.
    template <class Batch>
    static coro::task<void> fail_fast(const Batch& b, std::size_t i) {
        try {
            co_await b.bare(i);
        } catch (const coro::cancelled&) {
            throw;
        } catch (...) {
            b.loop().cancel();
            throw;
        }
    }
};

CROSSOVER_STRATEGY(collecting_gather)

} // namespace crossover::strategies
