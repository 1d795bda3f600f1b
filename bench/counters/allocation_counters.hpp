#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <sched.h>

namespace crossover::bench::detail {

/// What one processor has counted.
struct alignas(64) allocation_tally {
    std::atomic<std::int64_t> count = 0;
    std::atomic<std::int64_t> bytes = 0;
};

/// Lies in memory that forked children share. `on` has a cache line of its own, since every
/// allocation reads it, and so has each processor's tally: with one for all, threads that allocate
/// at the same time take twice as long.
struct alignas(64) allocation_counters {
    std::atomic<bool> on = false;
    std::array<allocation_tally, 64> tallies;
};

extern constinit std::atomic<allocation_counters*> counters_in_use;

inline allocation_counters& counters() noexcept {
    return *counters_in_use.load(std::memory_order_relaxed);
}

/// Inline, because every allocation asks.
inline bool counting() noexcept {
    return counters().on.load(std::memory_order_relaxed);
}

/// Whoever is moved to another processor in between counts on the one where it was.
inline void note_allocation(std::size_t bytes) noexcept {
    auto& tallies = counters().tallies;
    const auto cpu = static_cast<std::size_t>(std::max(0, ::sched_getcpu())); // -1: none is known
    allocation_tally& own = tallies[cpu % tallies.size()];
    own.count.fetch_add(1, std::memory_order_relaxed);
    own.bytes.fetch_add(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
}

} // namespace crossover::bench::detail
