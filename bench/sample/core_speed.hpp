#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

/// How fast a core is at a moment: a virtual machine's may be a third faster in one second than in
/// the next, as whoever shares the physical core from outside comes and goes.
namespace crossover::bench {

/// The clock that a piece of computing is timed by: that of the thread's CPU, since others may want
/// the core at that moment; the steady one where the system's CPU clock goes in ticks.
using cost_clock_fn = std::int64_t (*)() noexcept;
cost_clock_fn cost_clock();

/// What a fixed piece of computing takes the calling thread, in nanoseconds (about 20,000): the
/// least of three.
std::int64_t fixed_spin_ns();

/// The shortest fixed spins beside what is compared, whenever they were taken. One thread at a
/// time.
class core_speed {
public:
    void beside_task(std::int64_t spin_ns = fixed_spin_ns()) {
        task_ns_ = std::min(task_ns_, spin_ns);
    }
    void beside_batch(std::int64_t spin_ns = fixed_spin_ns()) {
        batch_ns_ = std::min(batch_ns_, spin_ns);
    }

    /// `solo_ns`, which a task took alone, at the speed that the batches had where that was never
    /// reached beside a task: at least half of it. No core is slower for it: what it was slower by
    /// is in the batches.
    [[nodiscard]] std::int64_t in_batches(std::int64_t solo_ns) const;

private:
    static constexpr auto none = std::numeric_limits<std::int64_t>::max();
    std::int64_t task_ns_ = none;
    std::int64_t batch_ns_ = none;
};

} // namespace crossover::bench
