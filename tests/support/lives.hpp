#pragma once

namespace crossover::tests {

/// Counts how many copies of itself live: put into a coroutine, it tells whether the frame was freed.
class life {
public:
    explicit life(int& count) noexcept : count_(&count) { ++*count_; }
    life(const life& other) noexcept : count_(other.count_) { ++*count_; }
    life& operator=(const life&) = delete;
    ~life() { --*count_; }

private:
    int* count_;
};

} // namespace crossover::tests
