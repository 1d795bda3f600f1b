#pragma once

#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Keeps what the tasks of a batch throw, on whatever thread, in the order of time. Thread-safe.
class failures {
public:
    void add(const std::exception_ptr& failure) {
        const std::scoped_lock lock(mutex_);
        all_.push_back(failure);
    }

    /// Hands them out, and begins anew.
    [[nodiscard]] std::vector<std::exception_ptr> take() noexcept {
        const std::scoped_lock lock(mutex_);
        return std::exchange(all_, {});
    }

private:
    std::mutex mutex_;
    std::vector<std::exception_ptr> all_;
};

} // namespace crossover::engines
