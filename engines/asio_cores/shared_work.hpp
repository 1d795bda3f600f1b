#pragma once

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <vector>

namespace crossover::engines {

/// Coroutines that may go on at the same time (work sharing). It is filled by one thread; then any
/// number of threads take from it, each coroutine once, by an atomic index: the cheapest way to
/// share a known batch out, and an even one whatever each of them takes.
class shared_work {
public:
    enum class kind { begins, goes_on };

    explicit shared_work(kind what) noexcept : what_(what) {}

    void reserve(std::size_t coroutines) { all_.reserve(coroutines); }
    void add(std::coroutine_handle<> coroutine) { all_.push_back(coroutine); }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] kind what() const noexcept { return what_; }

    /// The next one; null when all are taken. Thread-safe once all were added.
    [[nodiscard]] std::coroutine_handle<> take() noexcept {
        const std::size_t index = next_.fetch_add(1, std::memory_order_relaxed);
        return index < all_.size() ? all_[index] : nullptr;
    }

private:
    kind what_;
    std::vector<std::coroutine_handle<>> all_;
    std::atomic<std::size_t> next_ = 0;
};

} // namespace crossover::engines
