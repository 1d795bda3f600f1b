#pragma once

#include <atomic>
#include <cstddef>

namespace crossover::baselines {

/// Counts a batch's tasks down; outlives every batch, unlike a latch on the stack, whose last
/// count_down could still be under way.
class countdown {
public:
    void begin(std::size_t tasks) noexcept { left_.store(tasks, std::memory_order_relaxed); }

    /// One task has ended. Any thread.
    void end_one() noexcept {
        if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            left_.notify_one();
        }
    }

    /// Returns when all have ended.
    void wait() const noexcept {
        for (auto left = left_.load(std::memory_order_acquire); left != 0;
             left = left_.load(std::memory_order_acquire)) {
            left_.wait(left, std::memory_order_acquire);
        }
    }

private:
    std::atomic<std::size_t> left_ = 0;
};

} // namespace crossover::baselines
