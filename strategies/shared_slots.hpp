#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossover::strategies {

/// The slots of a loop whose tasks run on several threads, each in the hands of at most one task.
/// Thread-safe, without a lock.
///
/// A stack by compare-and-swap (R. K. Treiber 1986) of numbers; its head counts its changes, so
/// that one that was taken and given back meanwhile is not mistaken for one that never left.
class shared_slots {
public:
    explicit shared_slots(std::size_t n) : below_(n) {
        for (std::size_t i = n; i > 0; --i) {
            give_back(i - 1);
        }
    }

    /// Precondition: one is free; the semaphore sees to it.
    std::size_t take() noexcept {
        std::uint64_t head = head_.load(std::memory_order_acquire);
        while (!head_.compare_exchange_weak(
            head, changed(head, below_[top(head)].load(std::memory_order_relaxed)),
            std::memory_order_acquire)) {
        }
        return top(head);
    }

    void give_back(std::size_t slot) noexcept {
        std::uint64_t head = head_.load(std::memory_order_relaxed);
        do {
            below_[slot].store(static_cast<std::uint32_t>(head), std::memory_order_relaxed);
        } while (!head_.compare_exchange_weak(head, changed(head, static_cast<std::uint32_t>(slot)),
                                              std::memory_order_acq_rel,
                                              std::memory_order_relaxed));
    }

private:
    static std::size_t top(std::uint64_t head) noexcept { return static_cast<std::uint32_t>(head); }
    static std::uint64_t changed(std::uint64_t head, std::uint32_t top) noexcept {
        return ((head >> 32) + 1) << 32 | top;
    }

    std::vector<std::atomic<std::uint32_t>>
        below_; ///< of each free slot, the next one down the stack
    std::atomic<std::uint64_t> head_ =
        0; ///< changes in the upper half, the topmost free slot in the lower
};

} // namespace crossover::strategies
