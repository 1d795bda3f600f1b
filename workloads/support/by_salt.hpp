#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

namespace crossover::workloads {

/// What must be computed to know the expected digests of a batch: made when it is first asked for
/// under the batch's salt, and kept until another is asked for. Thread-safe.
template <class T>
class by_salt {
public:
    /// make() under this salt, or what it gave before. Throws what it throws.
    template <class Make>
    T of(std::uint64_t salt, Make make) const {
        const std::scoped_lock held(mutex_);
        if (!value_ || salt_ != salt) {
            value_ = make();
            salt_ = salt;
        }
        return *value_;
    }

private:
    mutable std::mutex mutex_;
    mutable std::optional<T> value_;
    mutable std::uint64_t salt_ = 0;
};

} // namespace crossover::workloads
