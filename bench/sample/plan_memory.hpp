#pragma once

#include "strategies/arrivals.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace crossover::bench {

/// The plan of a batch whose tasks arrive, with its arrays, in memory that worker processes forked
/// later share. Touched when it is made. Not thread-safe.
class plan_memory {
public:
    /// Whether arrivals are drawn before a batch or brought while it runs.
    enum class arrivals { drawn, brought };

    /// For so many tasks. Throws std::system_error when there is no memory for it.
    plan_memory(std::size_t tasks, arrivals how);
    plan_memory(const plan_memory&) = delete;
    plan_memory& operator=(const plan_memory&) = delete;
    ~plan_memory();

    [[nodiscard]] arrival_plan& plan() noexcept { return *plan_; }
    [[nodiscard]] const arrival_plan& plan() const noexcept { return *plan_; }

    /// When each task arrives, in ns from the batch's start: the plan's `after_ns`, to be written.
    [[nodiscard]] std::span<std::int64_t> after_ns() noexcept { return after_ns_; }

private:
    std::size_t bytes_;
    void* memory_ = nullptr;
    arrival_plan* plan_ = nullptr;
    std::span<std::int64_t> after_ns_;
};

} // namespace crossover::bench
