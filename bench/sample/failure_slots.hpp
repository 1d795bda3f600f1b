#pragma once

#include "strategies/failure_slot.hpp"

#include <cstddef>
#include <span>

namespace crossover::bench {

/// Where the tasks of a batch that collects leave their failures: one mapping that worker processes
/// share, so it is made before them. Untouched until a batch collects, so it costs only addresses.
class failure_slots {
public:
    /// Nothing for no tasks, and for more than a million: there the first failure has to do.
    explicit failure_slots(std::size_t tasks);
    failure_slots(const failure_slots&) = delete;
    failure_slots& operator=(const failure_slots&) = delete;
    ~failure_slots();

    /// Empty when there are none.
    [[nodiscard]] std::span<failure_slot> slots() const noexcept { return slots_; }

private:
    std::span<failure_slot> slots_;
};

} // namespace crossover::bench
