#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crossover::bench::detail {

/// Lies in memory that forked children share. On cache lines of its own: every allocation reads
/// `on`.
struct alignas(64) allocation_counters {
    std::atomic<bool> on = false;
    alignas(64) std::atomic<std::int64_t> count = 0;
    std::atomic<std::int64_t> bytes = 0;
};

extern constinit std::atomic<allocation_counters*> counters_in_use;

inline allocation_counters& counters() noexcept {
    return *counters_in_use.load(std::memory_order_relaxed);
}

/// Inline, because every allocation asks.
inline bool counting() noexcept {
    return counters().on.load(std::memory_order_relaxed);
}

inline void note_allocation(std::size_t bytes) noexcept {
    counters().count.fetch_add(1, std::memory_order_relaxed);
    counters().bytes.fetch_add(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
}

} // namespace crossover::bench::detail
