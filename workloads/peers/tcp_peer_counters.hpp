#pragma once

#include <atomic>
#include <cstdint>

namespace crossover::peers {

/// What the peer counts, over all its threads. Thread-safe; exact once the peer is idle.
class counters {
public:
    /// A complete request has arrived.
    void accepted() noexcept {
        requests_.fetch_add(1, std::memory_order_relaxed);
        const auto now = in_flight_.fetch_add(1, std::memory_order_relaxed) + 1;
        auto seen = peak_.load(std::memory_order_relaxed);
        while (now > seen && !peak_.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
        }
    }

    /// So many requests were answered, or their connection has gone.
    void finished(std::uint64_t count) noexcept { in_flight_.fetch_sub(count, std::memory_order_relaxed); }

    /// Starts counting anew; requests still in flight stay in flight.
    void reset() noexcept {
        requests_.store(0, std::memory_order_relaxed);
        peak_.store(in_flight_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_.load(std::memory_order_relaxed); }

    /// The most requests that were accepted and not yet answered at one time.
    [[nodiscard]] std::uint64_t peak() const noexcept { return peak_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> requests_{0};
    std::atomic<std::uint64_t> in_flight_{0};
    std::atomic<std::uint64_t> peak_{0};
};

} // namespace crossover::peers
