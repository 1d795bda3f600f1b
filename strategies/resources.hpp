#pragma once

#include "strategies/runner.hpp"

#include <algorithm>
#include <cstddef>

namespace crossover {

/// The most that a contender holds of what a system gives in limited numbers, its tasks' own
/// aside. Known from the size of the batch alone: nothing is started for it.
struct resources {
    std::size_t threads = 1; ///< of all its processes, the caller's included
    std::size_t processes = 1; ///< the caller's included
    std::size_t slots = 1; ///< waits that one process has open at once: connections, dialogues
    std::size_t descriptors = 0; ///< by which the caller's process reaches its workers
};

/// What a pool holds open for each of its worker processes: the two ends of a channel, and what
/// tells that the worker has ended.
inline constexpr std::size_t descriptors_per_worker = 4;

/// How many threads the loops of engine E start by themselves: none unless it says so.
template <class E>
std::size_t loop_threads() {
    if constexpr (requires { E::loop_threads(); }) {
        return E::loop_threads();
    } else {
        return 0;
    }
}

/// What `width` worker processes take beside their parent, which has so many slots itself.
inline resources for_processes(std::size_t width, std::size_t slots) noexcept {
    return {.threads = 1 + width,
            .processes = 1 + width,
            .slots = slots,
            .descriptors = descriptors_per_worker * width};
}

/// How many workers a pool of a batch has: as many as may be in flight, and one for none.
constexpr std::size_t pool_width(const batch_size& s) noexcept {
    return std::max<std::size_t>(std::min(s.limit, s.tasks), 1);
}

} // namespace crossover
