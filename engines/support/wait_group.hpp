#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace crossover::engines {

/// Counts tasks that were submitted and have not ended (Go's WaitGroup); one thread submits and
/// waits, any thread reports ends. The submitter counts for itself until it waits: only ends write
/// to what threads share, and they may be reported many at a time.
class wait_group {
public:
    /// For the submitter.
    void add() noexcept { ++added_; }

    /// So many have ended.
    void done(std::int64_t tasks = 1) noexcept {
        if (open_.fetch_sub(tasks, std::memory_order_acq_rel) == tasks) {
            open_.notify_one();
        }
    }

    /// Returns when all that were added have ended. For the submitter.
    void wait() noexcept {
        open_.fetch_add(std::exchange(added_, 0), std::memory_order_acq_rel);
        for (auto left = open_.load(std::memory_order_acquire); left != 0;
             left = open_.load(std::memory_order_acquire)) {
            open_.wait(left, std::memory_order_acquire);
        }
    }

    /// Writes off the tasks that will never end, and returns their number. For the submitter;
    /// precondition: none is running.
    std::size_t forget() noexcept {
        return static_cast<std::size_t>(std::exchange(added_, 0) +
                                        open_.exchange(0, std::memory_order_acq_rel));
    }

private:
    alignas(64) std::int64_t added_ = 0; ///< since the last wait
    /// Of those before; below zero while ends are ahead of the next wait.
    alignas(64) std::atomic<std::int64_t> open_ = 0;
};

} // namespace crossover::engines
