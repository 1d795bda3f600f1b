#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

/// Whether the first batch did work that later ones were spared.
namespace crossover::bench {

/// The CPU time of the first batch and of a measured one, and their tasks.
struct first_and_next {
    std::int64_t first_ns = 0;
    std::size_t first_tasks = 0;
    std::int64_t next_ns = 0;
    std::size_t next_tasks = 0;
    std::int64_t threads = 1; ///< that the contender has
    std::int64_t started = 0; ///< of these in the first batch, beyond as many as there are cores
};

/// Why the measured batches cannot be believed to have done again what the first one did; empty
/// when they can. A task of the first batch must have used twenty times as much CPU time as one of
/// a measured batch, and more than what honest contenders do once: 10 ms for what a library sets
/// up at its first use, 0.2 ms for each thread (a pool that grows as it is needed), 5 ms for each
/// that the first batch starts beyond the cores (one that spins while it waits for its turn: a
/// thousand of oneTBB's used 3.2 s between them), 10 us for each task (a new page or two).
///
/// Not asked of a cold sample, which has no second batch, nor of a program, whose language may
/// translate it meanwhile.
std::string out_of_proportion(const first_and_next& batches);

} // namespace crossover::bench
