#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/counters/allocations.hpp"
#include "bench/sample/measurement.hpp"
#include "bench/sample/outcomes.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::bench {

/// What the batches with stamps and counted allocations of one sample have shown. Not thread-safe.
class observations {
public:
    /// `left` and `work` outlive it; `clock_step_ns` is of the clock that made the stamps.
    observations(outcomes& left, const live_workload& work, std::int64_t clock_step_ns)
        : left_(left), work_(work), clock_step_ns_(clock_step_ns) {}

    /// A batch has ended that lasted from `begin_ns` to `end_ns`; `asked` is what it allocated.
    /// Throws error(invalid_measurement) for stamps that are not of it, and for more than `limit`
    /// tasks in flight at once.
    ///
    /// Takes no more than stamping did: batches that are timed with stamps last a thousand times as
    /// long as taking them, and other samples have two with stamps, the warm-up and one more.
    void add(std::size_t tasks, std::int64_t begin_ns, std::int64_t end_ns, std::size_t limit,
             const allocations& asked);

    /// Forgets the sums. A cold batch fills free lists: not what the measured ones ask for.
    void forget();

    /// The mean over the tasks of all batches, each of `tasks`.
    [[nodiscard]] double allocations_a_task(std::size_t tasks) const;

    /// In any batch.
    [[nodiscard]] std::size_t most_in_flight() const noexcept { return most_in_flight_; }

    /// The sum over the tasks of all batches of the times that they were in flight, in ns.
    [[nodiscard]] std::int64_t latency_ns() const noexcept { return latency_ns_; }

    /// Writes what was seen into a measurement: times are of the last batch, allocations the mean
    /// over all of them, where `counted`.
    void write(std::size_t tasks, bool counted, measurement& into) const;

    /// What the stamps of the last batch leave an average task to compute in (quick_cpu_ns).
    [[nodiscard]] std::int64_t quick_ns(std::size_t tasks) const;

private:
    void check_waits(std::size_t tasks) const;
    [[nodiscard]] percentiles probe_latency(std::size_t tasks) const;

    outcomes& left_;
    const live_workload& work_;
    std::int64_t clock_step_ns_;
    allocations allocated_;
    std::int64_t batches_ = 0;
    std::int64_t latency_ns_ = 0;
    std::int64_t begin_ns_ = 0; ///< of the last batch
    std::size_t most_in_flight_ = 0;
};

} // namespace crossover::bench
