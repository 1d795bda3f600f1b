#pragma once

#include "base/clock.hpp"
#include "workloads/wait.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace crossover {

/// When one task ran, on the steady clock.
struct stamp {
    std::int64_t started_ns = 0; ///< the task was let in: it is in flight from here
    std::int64_t ended_ns = 0; ///< its digest is there
};

/// All tasks of a cell, started together, and where their outcomes go: task i fills results[i] and stamps[i].
/// The arrays lie in memory that is shared with child processes that were forked after it was allocated.
struct batch {
    std::size_t tasks = 0;
    std::uint64_t* results = nullptr;
    stamp* stamps = nullptr; ///< null: the batch is timed as a whole only
};

/// One batch of one workload: what each strategy does with each task. Thread-safe for different indices.
template <class W>
class job {
public:
    job(const W& work, const batch& b) noexcept : work_(work), batch_(b) {}

    static constexpr bool waits = !std::same_as<typename W::wait_type, wait::none>;

    [[nodiscard]] std::size_t tasks() const noexcept { return batch_.tasks; }

    /// Task i is in flight.
    void begin(std::size_t i) const noexcept {
        if (batch_.stamps != nullptr) {
            batch_.stamps[i].started_ns = now_ns();
        }
    }

    [[nodiscard]] auto wait(std::size_t i) const { return work_.wait(i); }

    /// The wait of task i is over: computes, and stores the digest.
    void finish(std::size_t i, std::uint64_t answer) const {
        batch_.results[i] = work_.compute(i, answer);
        if (batch_.stamps != nullptr) {
            batch_.stamps[i].ended_ns = now_ns();
        }
    }

    /// Runs task i from begin to end on the calling thread, which blocks while the task waits.
    template <class Blocking>
    void run_blocking(Blocking& waiter, std::size_t i, std::size_t slot) const {
        begin(i);
        const std::uint64_t answer = waiter.wait(wait(i), slot);
        finish(i, answer);
    }

private:
    const W& work_;
    batch batch_;
};

} // namespace crossover
