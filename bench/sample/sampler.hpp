#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/checks/clock_check.hpp"
#include "bench/checks/pace_check.hpp"
#include "bench/checks/setup_check.hpp"
#include "bench/options.hpp"
#include "bench/sample/batch_runner.hpp"
#include "bench/sample/failure_count.hpp"
#include "bench/sample/measurement.hpp"
#include "bench/sample/observations.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/sample/server_watch.hpp"
#include "bench/sample/subject.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace crossover::bench {

/// One sample in the making: which batches are run, in which order, and what is kept of each. A
/// program and a contender of this process are taken alike. Not thread-safe.
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
    /// do. Keeps the count in the measurement. Does nothing where tasks cannot fail by what others
    /// do.
    void count_errors();

    /// Tears the contender down, and knows from then on what its tasks cost and the ideal. Throws
    /// when a program does not end as it was told to.
    void tear_down();

    /// Why one of the tasks was not computed (checks/work_check.hpp), of what run() saw;
    /// empty where all were, and where no whole batch was observed.
    [[nodiscard]] const std::string& uncomputed_task() const noexcept { return uncomputed_task_; }

private:
    using with = batch_runner::with;

    void run_cold();
    void run_warm();
    void warm_up();
    void measure_batches(with what);
    void observe_once_more();
    void watch_workers();
    void watch_loop();
    void read_memory();
    void check_clock(const moment& begin) const;
    void check_pace() const;
    void look_at_every_task();
    void check_set_up() const;
    void check_warm_up() const;
    [[nodiscard]] bool all_must_run() const;
    void set_bound();
    void judge_arrivals();
    void glance_at_the_cost();
    void look_for_the_cost();
    [[nodiscard]] bool observing_is_free() const;
    [[nodiscard]] bool enough(std::size_t n, std::int64_t measured_ns) const;
    [[nodiscard]] std::int64_t cpu_ns() const noexcept {
        return m_.used.user_ns + m_.used.system_ns;
    }

    const cell& where_;
    const options& how_;
    const clocks& clocks_;
    measurement& m_;
    const std::size_t tasks_;
    std::unique_ptr<live_workload> work_;
    std::optional<open_loop> open_; ///< of a cell with a rate
    outcomes left_;
    observations seen_;
    failure_count failures_;
    server_watch server_;
    subject subject_;
    batch_runner batches_;
    std::int64_t beside_ns_ = INT64_MAX; ///< what a task took right before and after the batches
    pace began_; ///< when the sample began
    std::size_t part_ = 0; ///< tasks of the warm-up
    std::size_t most_in_flight_ = 0; ///< of them
    std::size_t first_answered_ = 0; ///< of them, and of the measured batch with the fewest
    std::size_t next_answered_ = 0;
    std::int64_t first_cpu_ns_ = 0; ///< its CPU time
    double allocations_a_task_ = 0; ///< of the warm-up
    set_up fresh_; ///< what was there before the warm-up
    set_up warm_; ///< after it
    std::int64_t quick_ns_ = INT64_MAX; ///< what the stamps leave an average task to compute in
    std::string uncomputed_task_;
};

} // namespace crossover::bench
