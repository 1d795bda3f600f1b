#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace crossover {

/// Keeps the first failure among tasks that run on several threads. Thread-safe.
class first_failure {
public:
    /// Keeps `failure` unless another came first.
    void set(const std::exception_ptr& failure) noexcept {
        const std::scoped_lock lock(mutex_);
        if (!failure_) {
            failure_ = failure;
            seen_.store(true, std::memory_order_release);
        }
    }

    /// True once a task has failed: those that have not started need not start.
    [[nodiscard]] bool seen() const noexcept { return seen_.load(std::memory_order_relaxed); }

    /// Rethrows the failure, if there is one. Precondition: no task is running.
    void rethrow() {
        const std::scoped_lock lock(mutex_);
        if (failure_) {
            std::rethrow_exception(std::exchange(failure_, nullptr));
        }
    }

private:
    std::mutex mutex_;
    std::exception_ptr failure_;
    std::atomic<bool> seen_ = false;
};

} // namespace crossover
