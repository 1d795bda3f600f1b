#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// Counts tasks that were submitted and have not ended; one thread submits and waits, any thread reports an end.
/// The submitter holds one count itself while it submits, so that the count cannot reach zero in between.
class open_count {
public:
    void add() noexcept { open_.fetch_add(1, std::memory_order_relaxed); }

    void end() noexcept {
        if (open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            open_.notify_one();
        }
    }

    /// Returns when all that were added have ended.
    void wait() noexcept {
        open_.fetch_sub(1, std::memory_order_acq_rel);
        for (auto left = open_.load(std::memory_order_acquire); left != 0;
             left = open_.load(std::memory_order_acquire)) {
            open_.wait(left, std::memory_order_acquire);
        }
        open_.store(1, std::memory_order_relaxed);
    }

    /// Writes off the tasks that will never end, and returns their number. Precondition: none is running.
    std::size_t forget() noexcept { return static_cast<std::size_t>(open_.exchange(1, std::memory_order_acq_rel) - 1); }

private:
    std::atomic<std::int64_t> open_ = 1;
};

} // namespace crossover::engines
