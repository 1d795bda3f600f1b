#pragma once

#include <atomic>

namespace crossover::tests {

/// Counts how many copies of itself live: put into a coroutine, it tells whether the frame was
/// freed. Copies may live on several threads.
class life {
public:
    explicit life(int& count) noexcept : count_(&count) { add(1); }
    life(const life& other) noexcept : count_(other.count_) { add(1); }
    life& operator=(const life&) = delete;
    ~life() { add(-1); }

private:
    void add(int lives) const noexcept { std::atomic_ref(*count_).fetch_add(lives); }

    int* count_;
};

} // namespace crossover::tests
