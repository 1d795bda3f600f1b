#pragma once

#include "strategies/concepts.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <cstddef>

namespace crossover {

/// The most that a contender holds of what a system gives in limited numbers, its tasks' own
/// aside. Known from the size of the batch alone: nothing is started for it.
struct resources {
    std::size_t threads = 1; ///< of all its processes, the caller's included
    std::size_t processes = 1; ///< the caller's included
    std::size_t slots = 1; ///< waits that its process has open at once: connections, dialogues
    std::size_t worker_slots = 0; ///< those of all its worker processes together
    std::size_t descriptors = 0; ///< by which the caller's process reaches its workers
};

/// How many threads the loops of engine E start by themselves, or the kernel for them, when tasks
/// wait so: none unless the engine says how many, by a static `loop_threads<Wait>()`.
template <class E, class Wait>
std::size_t loop_threads() {
    if constexpr (requires { E::template loop_threads<Wait>(); }) {
        return E::template loop_threads<Wait>();
    } else {
        return 0;
    }
}

/// What `width` worker processes of a pool take beside their parent: so many slots are open in the
/// parent, so many in the workers.
/// For each worker the parent holds what tells that it has ended, unless the pool says that it
/// holds more: `static constexpr std::size_t descriptors_per_worker`.
template <class Pool>
resources for_processes(std::size_t width, std::size_t slots, std::size_t worker_slots) noexcept {
    std::size_t each = 1;
    if constexpr (requires { Pool::descriptors_per_worker; }) {
        each = Pool::descriptors_per_worker;
    }
    return {.threads = 1 + width,
            .processes = 1 + width,
            .slots = slots,
            .worker_slots = worker_slots,
            .descriptors = each * width};
}

/// How many workers a pool of a batch has: as many as may be in flight, and one for none.
constexpr std::size_t pool_width(const batch_size& s) noexcept {
    return std::max<std::size_t>(std::min(s.limit, s.tasks), 1);
}

/// How many of the tasks in flight on a loop compute at once: one, unless it says that it runs them
/// on several threads.
template <class Loop>
constexpr std::size_t computing_on_loop(std::size_t in_flight) noexcept {
    return parallel_loop<Loop> ? in_flight : std::min<std::size_t>(in_flight, 1);
}

/// How many tasks of strategy S compute at once, at most, whatever it stands on: as many as may be
/// in flight, unless it says less.
template <class S>
constexpr std::size_t most_computing(const batch_size& s) noexcept {
    if constexpr (requires { S::computing(s); }) {
        return S::computing(s);
    } else {
        return S::limit(s);
    }
}

/// The same on engine E.
template <class S, class E>
constexpr std::size_t most_computing_on(const batch_size& s) noexcept {
    if constexpr (requires { S::template computing_on<E>(s); }) {
        return S::template computing_on<E>(s);
    } else {
        return most_computing<S>(s);
    }
}

} // namespace crossover
