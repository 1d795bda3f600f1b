#pragma once

#include "engines/support/small_task.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>

namespace crossover::engines {

/// A queue of tasks without a bound, behind a ring that is full: first in, first out, behind a
/// mutex, for it is needed only where thousands of tasks stand in line. Thread-safe.
class task_overflow {
public:
    void push(const small_task& task) {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(task);
        size_.store(tasks_.size(), std::memory_order_release);
    }

    /// Takes the oldest, or what `take_before(task)` finds in the ring: as long as a task stands
    /// here, all in the ring came before it, and none is put there. False when there was none; to
    /// ask costs a load then.
    template <class TakeBefore>
    bool take(small_task& task, TakeBefore take_before) noexcept {
        if (is_empty()) {
            return false;
        }
        const std::scoped_lock lock(mutex_);
        if (tasks_.empty()) {
            return false;
        }
        if (take_before(task)) {
            return true;
        }
        task = tasks_.front();
        tasks_.pop_front();
        size_.store(tasks_.size(), std::memory_order_release);
        return true;
    }

    [[nodiscard]] bool is_empty() const noexcept {
        return size_.load(std::memory_order_acquire) == 0;
    }

private:
    std::mutex mutex_; ///< of tasks_
    std::deque<small_task> tasks_;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace crossover::engines
