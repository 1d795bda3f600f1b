#pragma once

#include "base/error.hpp"
#include "bench/catalog/cell.hpp"
#include "bench/counters/usage.hpp"
#include "bench/sample/ideal.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/sample/percentiles.hpp"
#include "strategies/kind.hpp"
#include "workloads/workload.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossover::bench {

/// What became of a sample. `failed`: a service refused what the contender asks of it, which is a
/// finding about the contender. `late`: its requests were let go too late, which may be the
/// machine's doing or the contender's, so that it is evidence of neither.
enum class status { ok, skipped, error, invalid, failed, late };

/// What a batch asked of the allocator: a mean, so not whole numbers.
struct allocated {
    double count = 0;
    double bytes = 0;
};

/// How many tasks failed in a batch that goes on whatever fails.
struct error_count {
    std::uint64_t tasks = 0;
    bool whole = true; ///< false: the batch was stopped, and more tasks might have failed
};

/// What one contender did on one cell in this process. Times are nanoseconds, memory is bytes;
/// counts are of one batch.
struct measurement {
    struct cell cell;
    std::string strategy;
    std::string engine;
    enum kind kind = kind::best;
    std::string language; ///< what the contender is written in: "cpp", "python", ...
    std::size_t limit =
        0; ///< the contender's own: 1 for sequential, N for gather, the cell's for the others

    enum status status = status::ok;
    std::string reason; ///< why the status is not ok
    exit_code code = exit_code::success;

    std::vector<std::int64_t> makespan_ns; ///< of each measured batch, in the order of time
    std::vector<std::int64_t> contract_ns; ///< of a program, of each measured batch: from its order
                                           ///< to its answer, less the makespan; else empty
    std::int64_t setup_ns = 0;
    std::int64_t teardown_ns = 0;
    std::int64_t first_batch_ns = 0; ///< the warm-up: the contender is cold
    usage used; ///< mean of a measured batch
    std::int64_t baseline_rss_bytes = 0; ///< before set-up, outcomes included
    std::int64_t peak_rss_bytes = 0; ///< during the measured batches
    footprint open; ///< after the measured batches, or the most that was seen while one ran
    std::optional<struct allocated>
        allocated; ///< by a batch; nothing where this build cannot count
    bool observed = true; ///< whether a whole batch was: else the next three are unknown
    std::size_t max_in_flight = 0; ///< in any batch that was observed
    percentiles latency_ns; ///< from a task's start to its end
    percentiles start_delay_ns; ///< from the batch's start to a task's start
    std::optional<percentiles> probe_latency_ns; ///< from a probe's arrival to its end; nothing for
                                                 ///< a workload without probes
    std::optional<percentiles>
        loop_lag_ns; ///< how late a heartbeat on the contender's loop was; nothing without a loop
    std::optional<open_figures> open_loop; ///< nothing where all tasks are there at once
    double work_share = 1; ///< of what all tasks compute, what those of a batch did that was the
                           ///< least: not 1 where requests were refused or have failed
    std::uint64_t digest = 0;
    task_cost cost;
    int cores = 0; ///< that may be at work at once
    double at_work = 0; ///< of which the contender may use so many: what bounds its computing
    bool seen_from_outside = false; ///< a program: its CPU time is known to a tick
    bool cold = false; ///< the makespan is set-up, first batch and tear-down together
    std::int64_t clock_step_ns = 0; ///< of the clock that timed it
    ideal bound;
    std::optional<server_report> server; ///< over all measured batches
    std::vector<std::string> marks; ///< what is odd, and may yet be honest
    std::optional<error_count> errors; ///< only where a batch failed by what the other side did

    /// The median of the measured batches: the sample's value.
    [[nodiscard]] double median_ns() const;

    /// Ideal / median makespan; 0 when no ideal is known.
    [[nodiscard]] double efficiency() const;
};

/// The measurement as one line of JSON, without the end of line (docs/RESULTS.md).
std::string to_json_line(const measurement& m);

} // namespace crossover::bench
