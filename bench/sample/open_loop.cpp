#include "bench/sample/open_loop.hpp"

#include "base/error.hpp"
#include "bench/catalog/open_parameters.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>

namespace crossover::bench {
namespace {

/// Of the median, or of the SLO: a generator that is later at its p99 makes figures of its own.
constexpr double tolerated_lateness = 0.05;

/// Where the backlog grows by this share of the rate, and has come to this share of all requests,
/// more arrive than are done. A queue at 95 % of its capacity stays below both in 2,000 requests;
/// one at 105 % grows by 5 %.
constexpr double growth_of_saturation = 0.025;
constexpr double backlog_of_saturation = 0.05;

/// The backlog while it grows at the start, from an empty system, is left out.
constexpr double left_out_at_start = 0.2;

/// How fast the number of requests that have arrived and not ended grows, in requests a nanosecond:
/// the slope of the least squares through so many looks at it.
double slope_of_backlog(const arrival_plan& plan, std::span<const std::int64_t> ends) {
    constexpr int looks = 50;
    const auto* const first = plan.after_ns;
    const auto* const last = first + plan.tasks;
    const double from = static_cast<double>(first[0]);
    const double until = static_cast<double>(last[-1]);
    double t_sum = 0;
    double b_sum = 0;
    double tt_sum = 0;
    double tb_sum = 0;
    for (int k = 0; k < looks; ++k) {
        const double share = left_out_at_start + (1 - left_out_at_start) * k / (looks - 1);
        const double t = from + (until - from) * share;
        const auto at = static_cast<std::int64_t>(t);
        const auto arrived = std::upper_bound(first, last, at) - first;
        const auto ended = std::ranges::upper_bound(ends, plan.start_ns + at) - ends.begin();
        const auto backlog = static_cast<double>(arrived - ended);
        t_sum += t;
        b_sum += backlog;
        tt_sum += t * t;
        tb_sum += t * backlog;
    }
    const double spread = looks * tt_sum - t_sum * t_sum;
    return spread > 0 ? (looks * tb_sum - t_sum * b_sum) / spread : 0;
}

std::string microseconds(std::int64_t ns) {
    return std::to_string(ns / 1000) + " us";
}

} // namespace

open_figures open_figures_of(const arrival_plan& plan, std::span<const stamp> stamps) {
    const auto n = stamps.size();
    std::vector<std::int64_t> latencies(n);
    std::vector<std::int64_t> late(n);
    std::vector<std::int64_t> ends(n);
    double waited_ns = 0;
    for (std::size_t i = 0; i < n; ++i) {
        latencies[i] = stamps[i].ended_ns - plan.at(i);
        late[i] = plan.released_ns[i] - plan.at(i);
        ends[i] = stamps[i].ended_ns;
        waited_ns += static_cast<double>(stamps[i].started_ns - plan.at(i));
    }
    std::ranges::sort(ends);
    open_figures found{.latency_ns = percentiles_of(latencies),
                       .generator_late_ns = percentiles_of(late),
                       .mean_wait_ns = waited_ns / static_cast<double>(n)};
    const auto took = static_cast<double>(ends.back() - plan.at(0));
    const auto arriving = static_cast<double>(plan.after_ns[n - 1] - plan.after_ns[0]);
    found.achieved_rate = took > 0 ? static_cast<double>(n) * 1e9 / took : 0;
    found.backlog = ends.end() - std::ranges::upper_bound(ends, plan.at(n - 1));
    if (arriving > 0) {
        const double rate = static_cast<double>(n) / arriving;
        found.backlog_growth = slope_of_backlog(plan, ends) / rate;
        found.saturated =
            found.backlog_growth > growth_of_saturation &&
            static_cast<double>(found.backlog) > backlog_of_saturation * static_cast<double>(n);
    }
    return found;
}

open_loop::open_loop(const parameters& p, std::size_t tasks)
    : bytes_(sizeof(arrival_plan) + 2 * (tasks + 1) * sizeof(std::int64_t)) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory_ == MAP_FAILED) {
        throw_errno(errno, "mapping the arrivals of a cell");
    }
    plan_ = ::new (memory_) arrival_plan{};
    auto* const after = reinterpret_cast<std::int64_t*>(plan_ + 1);
    const auto drawn =
        arrival_pattern(p.text("arrivals")).draw(tasks, static_cast<double>(p["rate"]), p.seed());
    std::ranges::copy(drawn, after);
    plan_->after_ns = after;
    plan_->released_ns = after + tasks;
}

open_loop::~open_loop() {
    std::destroy_at(plan_);
    ::munmap(memory_, bytes_);
}

open_figures open_loop::judge(std::span<const stamp> stamps, std::int64_t slo_ns,
                              std::int64_t granted_ns) const {
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        const auto started = stamps[i].started_ns;
        if (started + granted_ns < std::max(plan_->at(i), plan_->released_ns[i])) {
            throw error(exit_code::invalid_measurement,
                        "request " + std::to_string(i) + " is said to have started " +
                            std::to_string(started - plan_->start_ns) +
                            " ns after the batch's beginning, arrived " +
                            std::to_string(plan_->after_ns[i]) + " ns after it and was let go " +
                            std::to_string(plan_->released_ns[i] - plan_->start_ns) +
                            " ns after it: the sample is void");
        }
    }
    const auto found = open_figures_of(*plan_, stamps);
    const auto whole = slo_ns > 0 ? slo_ns : found.latency_ns.p50;
    if (static_cast<double>(found.generator_late_ns.p99) >
        tolerated_lateness * static_cast<double>(whole)) {
        throw error(exit_code::invalid_measurement,
                    "1 request in 100 was let go more than " +
                        microseconds(found.generator_late_ns.p99) + " late, and 5 % of the " +
                        (slo_ns > 0 ? "SLO" : "median latency") + " are " +
                        microseconds(whole / 20) + ": the sample is void");
    }
    return found;
}

} // namespace crossover::bench
