#pragma once

#include "base/error.hpp"
#include "bench/sample/percentiles.hpp"
#include "bench/sample/plan_memory.hpp"
#include "strategies/arrivals.hpp"
#include "strategies/batch.hpp"
#include "workloads/support/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crossover::bench {

/// Requests were let go so late that the figures of a batch are the generator's. That is no lie of
/// the contender's, and no evidence of it: the sample is neither void nor good.
class late_generator : public error {
public:
    explicit late_generator(const std::string& sentence)
        : error(exit_code::invalid_measurement, sentence) {}
};

/// What an open loop has shown of one batch.
struct open_figures {
    percentiles latency_ns; ///< from a request's arrival to its end, whoever was late
    percentiles generator_late_ns; ///< from a request's arrival until it was let go
    double mean_wait_ns = 0; ///< from a request's arrival to its start
    double achieved_rate = 0; ///< requests done a second, from the first arrival to the last end
    std::int64_t backlog = 0; ///< requests that had arrived and not ended when the last arrived
    double backlog_growth = 0; ///< by how much it grew, as a share of the rate
    bool saturated = false; ///< it grew on and on: there is no latency to speak of
    std::int64_t refused = 0; ///< requests that found the queue full
    std::int64_t failed = 0; ///< requests that were taken, and the other side turned away
};

/// What became of the requests of a batch.
struct request_counts {
    std::size_t answered = 0; ///< have left a digest
    std::size_t refused = 0;
    std::size_t failed = 0;
};

/// Throws error(invalid_measurement) unless each of `arrivals` requests has come to one of these
/// ends.
void check_conservation(const request_counts& of, std::size_t arrivals);

/// The figures of a batch, from its arrivals, its stamps and when each request was let go. Those
/// that are not 0 in `unanswered` have no latency, and belong to no backlog; they are counted as
/// refused where the plan says so, else as failed.
/// Precondition: all are of as many requests, and at least one was answered.
open_figures open_figures_of(const arrival_plan& plan, std::span<const stamp> stamps,
                             std::span<const std::uint8_t> unanswered = {});

/// Throws late_generator when the generator was late: its p99 beyond 5 % of `slo_ns`, or of the
/// median latency where that is 0, for then the figures are its own. To be asked last: a sample
/// that is void for another reason is void, however late it was.
void check_generator(const open_figures& found, std::int64_t slo_ns);

/// The requests of a cell: when they arrive, drawn once, and when each was let go, in memory that
/// worker processes forked later share. Not thread-safe.
class open_loop {
public:
    /// For a cell with a rate, where so many requests may be there at once.
    open_loop(const parameters& p, std::size_t tasks, std::size_t room = arrival_plan::unbounded);

    /// For the next batch.
    [[nodiscard]] arrival_plan& plan() noexcept { return memory_.plan(); }
    [[nodiscard]] const arrival_plan& plan() const noexcept { return memory_.plan(); }

    /// Judges the last batch and returns its figures. Throws error(invalid_measurement) when a
    /// request was begun before it arrived or was let go, and when one was let in for which there
    /// was no room.
    [[nodiscard]] open_figures judge(std::span<const stamp> stamps, std::int64_t granted_ns,
                                     std::span<const std::uint8_t> unanswered = {}) const;

private:
    void check_starts(std::span<const stamp> stamps, std::int64_t granted_ns,
                      std::span<const std::uint8_t> unanswered) const;
    void check_room(std::span<const stamp> stamps, std::int64_t granted_ns,
                    std::span<const std::uint8_t> unanswered) const;
    void check_refusals(std::span<const stamp> stamps,
                        std::span<const std::uint8_t> unanswered) const;

    plan_memory memory_;
};

} // namespace crossover::bench
