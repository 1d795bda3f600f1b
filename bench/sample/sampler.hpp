#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/checks/clock_check.hpp"
#include "bench/checks/server_checks.hpp"
#include "bench/checks/setup_check.hpp"
#include "bench/counters/allocations.hpp"
#include "bench/options.hpp"
#include "bench/sample/failure_slots.hpp"
#include "bench/sample/measurement.hpp"
#include "bench/sample/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace crossover::bench {

/// One sample in the making: a contender that is set up, and what it has left so far. Not
/// thread-safe.
///
/// Batches in this order: the warm-up, the measured ones, and those that show what cannot be seen
/// without disturbing: one with stamps and counted allocations (unless that is free in the measured
/// ones), one whose threads and processes are watched (for contenders that start them in a batch),
/// some beside a heartbeat (for contenders with a loop). Every batch's digests are checked.
///
/// Where a cold start is what counts, the first batch is the measured one, set-up and tear-down
/// with it; a second contender, made after the first is gone, shows the rest.
class sampler {
public:
    /// Sets the contender up, unless a cold start is what counts. Throws error(...) as the
    /// contender does. `by` outlives it.
    sampler(const contender_entry& contender, const cell& where, const options& how,
            const clocks& by, measurement& into);

    /// Runs all batches. Throws error(invalid_measurement) for a wrong digest, a broken limit, a
    /// set-up inside the timed part and a clock that cannot be believed.
    void run();

    /// After a batch that failed: one more, which goes on whatever fails, to count how many tasks
    /// do. Keeps the count and the first failure's text in the measurement. Does nothing where
    /// tasks cannot fail by what others do.
    void count_errors();

    /// Tears the contender down, and knows from then on what its tasks cost and the ideal.
    void tear_down();

private:
    enum class with { nothing, observation };

    std::int64_t run_batch(std::size_t tasks, with what);
    bool run_watched(std::size_t tasks, lag_log& lag);
    [[nodiscard]] std::int64_t patience_ns() const;
    [[noreturn]] void give_up(std::size_t tasks);
    void check_digests(std::size_t tasks) const;
    void judge_stamps(std::size_t tasks, std::int64_t end_ns);
    std::int64_t make_contender();
    void run_cold();
    void run_warm();
    void warm_up();
    void measure_batches(with what);
    void observe_once_more();
    void check_server(const std::optional<server_report>& seen, const claimed& by);
    void mark_server(const server_report& seen, const claimed& by);
    [[nodiscard]] bool observing_is_free() const;
    [[nodiscard]] bool enough(std::size_t n, std::int64_t measured_ns) const;
    void read_observations();
    [[nodiscard]] percentiles probe_latency(std::size_t tasks) const;
    void watch_workers();
    void watch_loop();
    void check_clock(const moment& begin) const;
    void check_set_up() const;
    [[nodiscard]] bool in_doubt() const;

    const contender_entry& contender_;
    const cell& where_;
    const options& how_;
    const clocks& clocks_;
    measurement& m_;
    std::unique_ptr<live_workload> work_;
    outcomes left_;
    failure_slots failures_;
    std::unique_ptr<runner> runner_;
    std::size_t part_ = 0; ///< tasks of the warm-up
    std::int64_t batch_start_ns_ = 0;
    usage last_used_; ///< of the last batch, what surrounds it left out
    allocations allocated_; ///< in all batches that were observed
    std::int64_t observed_ = 0; ///< batches
    std::int64_t latency_ns_ = 0; ///< the sum over the tasks of all of them
    std::int64_t fastest_ns_ = INT64_MAX; ///< what the stamps leave an average task to compute in
    set_up fresh_; ///< before the warm-up
    set_up warm_; ///< after it
};

} // namespace crossover::bench
