#pragma once

#include <atomic>
#include <cstdint>

namespace crossover::engines {

/// Counts the tasks of a batch, and how many of them are parked: suspended until another task
/// releases them. Both stand in one word, so that every change sees both at once: when all that
/// live are parked, none of them can ever go on.
///
/// Whoever may still add tasks or release them counts as one that lives. Thread-safe, but for
/// `join`.
class live_tasks {
public:
    void add(std::uint32_t tasks) noexcept {
        both_.fetch_add(tasks * living, std::memory_order_relaxed);
    }

    /// So many have ended. True when those that are left are all parked.
    [[nodiscard]] bool end(std::uint32_t tasks) noexcept {
        const std::uint64_t left =
            both_.fetch_sub(tasks * living, std::memory_order_acq_rel) - tasks * living;
        if (left == 0) {
            empty_.store(true, std::memory_order_release);
            empty_.notify_one();
        }
        return stuck(left);
    }

    /// One is about to be parked. True when all are.
    [[nodiscard]] bool park() noexcept {
        return stuck(both_.fetch_add(1, std::memory_order_relaxed) + 1);
    }
    void unpark() noexcept { both_.fetch_sub(1, std::memory_order_relaxed); }

    /// How many live. Of use when nothing changes.
    [[nodiscard]] std::uint64_t alive() const noexcept {
        return both_.load(std::memory_order_relaxed) / living;
    }

    /// Waits until none lives any more; then one does again: the caller.
    void join() noexcept {
        empty_.wait(false, std::memory_order_acquire);
        empty_.store(false, std::memory_order_relaxed);
        add(1);
    }

private:
    static constexpr std::uint64_t living = std::uint64_t{1} << 32;

    static bool stuck(std::uint64_t both) noexcept {
        return both != 0 && both / living == both % living;
    }

    std::atomic<std::uint64_t> both_ =
        living; ///< those that live, and in the lower half those that are parked
    std::atomic<bool> empty_ = false;
};

} // namespace crossover::engines
