#pragma once

#include "bench/sample/percentiles.hpp"
#include "strategies/arrivals.hpp"
#include "strategies/batch.hpp"
#include "workloads/support/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossover::bench {

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

/// The requests of a cell: when they arrive, drawn once, and when each was let go, in memory that
/// worker processes forked later share. Not thread-safe.
class open_loop {
public:
    /// For a cell with a rate, where so many requests may be there at once.
    open_loop(const parameters& p, std::size_t tasks, std::size_t room = arrival_plan::unbounded);
    open_loop(const open_loop&) = delete;
    open_loop& operator=(const open_loop&) = delete;
    ~open_loop();

    /// For the next batch.
    [[nodiscard]] arrival_plan& plan() noexcept { return *plan_; }
    [[nodiscard]] const arrival_plan& plan() const noexcept { return *plan_; }

    /// Judges the last batch and returns its figures. Throws error(invalid_measurement) when a
    /// request was begun before it arrived or was let go, when one was let in for which there was
    /// no room, and when the generator was late: its p99 beyond 5 % of `slo_ns`, or of the median
    /// latency where that is 0, for then the figures are its own.
    [[nodiscard]] open_figures judge(std::span<const stamp> stamps, std::int64_t slo_ns,
                                     std::int64_t granted_ns,
                                     std::span<const std::uint8_t> unanswered = {}) const;

private:
    void check_starts(std::span<const stamp> stamps, std::int64_t granted_ns,
                      std::span<const std::uint8_t> unanswered) const;
    void check_room(std::span<const stamp> stamps, std::int64_t granted_ns,
                    std::span<const std::uint8_t> unanswered) const;
    void check_refusals(std::span<const stamp> stamps,
                        std::span<const std::uint8_t> unanswered) const;

    std::size_t bytes_ = 0;
    void* memory_ = nullptr;
    arrival_plan* plan_ = nullptr;
};

} // namespace crossover::bench
