#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/checks/setup_check.hpp"
#include "bench/counters/usage.hpp"
#include "strategies/runner.hpp"

#include <cstdint>
#include <memory>

namespace crossover::bench {

/// What a sample is of: a contender, set up or not, and where its counters are read. One that runs
/// in this process shares them with it; a program is looked at from outside, with all that descends
/// from it. Not thread-safe.
class subject {
public:
    /// Sets nothing up yet. All that is given outlives it.
    subject(const contender_entry& contender, live_workload& work, const batch_size& size)
        : contender_(contender), work_(work), size_(size) {}

    /// Returns what it took, in ns. Throws as the contender does.
    std::int64_t set_up();

    /// Returns what it took, in ns. Throws when a program does not end as it was told to.
    std::int64_t tear_down();

    [[nodiscard]] bool is_set_up() const noexcept { return runner_ != nullptr; }
    [[nodiscard]] bool is_program() const noexcept {
        return is_set_up() && runner_->program() != nullptr;
    }
    [[nodiscard]] runner& contender() const noexcept { return *runner_; }

    /// What it has used so far.
    [[nodiscard]] usage used() const;
    /// What is open and running now.
    [[nodiscard]] footprint open() const;
    /// What it has started so far, and what is there.
    [[nodiscard]] struct set_up started() const;

    /// Resident memory before it was set up, in bytes: `own` for one that runs in this process.
    [[nodiscard]] std::int64_t idle_bytes(std::int64_t own) const;
    /// Makes `peak_bytes` count from now on.
    void reset_peak() const;
    [[nodiscard]] std::int64_t peak_bytes() const;

private:
    const contender_entry& contender_;
    live_workload& work_;
    const batch_size& size_;
    std::unique_ptr<runner> runner_;
};

} // namespace crossover::bench
