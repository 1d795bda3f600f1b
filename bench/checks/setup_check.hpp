#pragma once

#include "bench/counters/creations.hpp"
#include "bench/counters/usage.hpp"
#include "strategies/runner.hpp"

#include <cstddef>
#include <string>

/// Whether a contender sets itself up inside the timed part: threads, processes and connections
/// belong before it.
namespace crossover::bench {

/// What has been started, and what is there, at one moment.
struct set_up {
    creations made;
    footprint open;
};
set_up read_set_up(const runner& r);

/// What a contender is allowed to have started.
struct set_up_rules {
    std::size_t batches = 1; ///< that were measured
    std::size_t limit = 1; ///< of the cell: what a pool that grows as it is needed may come to
    bool generated = false; ///< requests arrive: one thread a batch may be their generator
    bool tasks_connect =
        false; ///< tasks open what they talk over, or start a program: that is their work
};

/// Why the measured batches hold a set-up; empty when they do not. The contender was `fresh` when
/// it was made, `warm` after the warm-up and `done` after the measured batches.
///
/// A set-up in the batch comes back with every batch: so something must have been started at least
/// as often as there were batches. A pool that grows as it is needed (oneTBB's) does so later than
/// others, keeps what it has started, and comes to no more than its limit.
std::string set_up_inside(const set_up& fresh, const set_up& warm, const set_up& done,
                          const set_up_rules& rules);

} // namespace crossover::bench
