#include "bench/sample/open_loop.hpp"

#include "base/error.hpp"
#include "bench/catalog/open_parameters.hpp"

#include <algorithm>
#include <string>

namespace crossover::bench {
namespace {

/// Of the median, or of the SLO: a generator that is later at its p99 makes figures of its own.
constexpr double tolerated_lateness = 0.05;

/// Where the backlog grows by this share of the rate, and has come to this share of all requests,
/// more arrive than are done. A queue at 95 % of its capacity stays below both in 2,000 requests;
/// one at 105 % grows by 5 %.
constexpr double growth_of_saturation = 0.025;
constexpr double backlog_of_saturation = 0.05;

/// Who ends may be kept from saying so for so long, by whoever else runs.
constexpr std::int64_t unseen_end_ns = 5'000'000;
/// So many requests may be refused though there was room: when it was looked at is known but
/// nearly.
constexpr double tolerated_refusals = 0.01;

/// The backlog while it grows at the start, from an empty system, is left out.
constexpr double left_out_at_start = 0.2;

/// Of some requests, when each arrived and when each ended: both rising.
struct answered_requests {
    std::vector<std::int64_t> came;
    std::vector<std::int64_t> ended;
};

/// How fast the number of requests that have arrived and not ended grows, in requests a nanosecond:
/// the slope of the least squares through so many points of it, between two times.
double slope_of_backlog(const answered_requests& of, double from, double until) {
    constexpr int points = 50;
    double t_sum = 0;
    double b_sum = 0;
    double tt_sum = 0;
    double tb_sum = 0;
    for (int k = 0; k < points; ++k) {
        const double share = left_out_at_start + (1 - left_out_at_start) * k / (points - 1);
        const double t = (until - from) * share;
        const auto at = static_cast<std::int64_t>(from + t);
        const auto arrived = std::ranges::upper_bound(of.came, at) - of.came.begin();
        const auto ended = std::ranges::upper_bound(of.ended, at) - of.ended.begin();
        const auto backlog = static_cast<double>(arrived - ended);
        t_sum += t;
        b_sum += backlog;
        tt_sum += t * t;
        tb_sum += t * backlog;
    }
    const double spread = points * tt_sum - t_sum * t_sum;
    return spread > 0 ? (points * tb_sum - t_sum * b_sum) / spread : 0;
}

bool is_answered(std::span<const std::uint8_t> unanswered, std::size_t i) {
    return unanswered.empty() || unanswered[i] == 0;
}

/// When those that have an answer ended, in rising order.
std::vector<std::int64_t> ends_of(std::span<const stamp> stamps,
                                  std::span<const std::uint8_t> unanswered) {
    std::vector<std::int64_t> ends;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        if (is_answered(unanswered, i)) {
            ends.push_back(stamps[i].ended_ns);
        }
    }
    std::ranges::sort(ends);
    return ends;
}

std::size_t ended_by(const std::vector<std::int64_t>& ends, std::int64_t when_ns) {
    return static_cast<std::size_t>(std::ranges::upper_bound(ends, when_ns) - ends.begin());
}

std::string microseconds(std::int64_t ns) {
    return std::to_string(ns / 1000) + " us";
}

} // namespace

void check_conservation(const request_counts& of, std::size_t arrivals) {
    const auto ended = of.answered + of.refused + of.failed;
    if (ended == arrivals) {
        return;
    }
    throw error(exit_code::invalid_measurement,
                "of " + std::to_string(arrivals) + " requests " + std::to_string(of.answered) +
                    " were answered, " + std::to_string(of.refused) + " refused and " +
                    std::to_string(of.failed) + " failed, which are " + std::to_string(ended) +
                    ": the sample is void");
}

open_figures open_figures_of(const arrival_plan& plan, std::span<const stamp> stamps,
                             std::span<const std::uint8_t> unanswered) {
    const auto n = stamps.size();
    std::vector<std::int64_t> latencies;
    std::vector<std::int64_t> late(n);
    answered_requests of;
    double waited_ns = 0;
    open_figures found;
    for (std::size_t i = 0; i < n; ++i) {
        late[i] = plan.released_ns[i] - plan.at(i);
        if (is_answered(unanswered, i)) {
            latencies.push_back(stamps[i].ended_ns - plan.at(i));
            of.came.push_back(plan.after_ns[i]);
            of.ended.push_back(stamps[i].ended_ns - plan.start_ns);
            waited_ns += static_cast<double>(stamps[i].started_ns - plan.at(i));
        } else {
            ++(plan.is_refused(i) ? found.refused : found.failed);
        }
    }
    std::ranges::sort(of.ended);
    found.latency_ns = percentiles_of(latencies);
    found.generator_late_ns = percentiles_of(late);
    found.mean_wait_ns = waited_ns / static_cast<double>(of.ended.size());
    const auto first = plan.after_ns[0];
    const auto last = plan.after_ns[n - 1];
    const auto took = static_cast<double>(of.ended.back() - first);
    const auto arriving = static_cast<double>(last - first);
    found.achieved_rate = took > 0 ? static_cast<double>(of.ended.size()) * 1e9 / took : 0;
    found.backlog = of.ended.end() - std::ranges::upper_bound(of.ended, last);
    if (arriving > 0) {
        const double rate = static_cast<double>(n) / arriving;
        found.backlog_growth =
            slope_of_backlog(of, static_cast<double>(first), static_cast<double>(last)) / rate;
        found.saturated =
            found.backlog_growth > growth_of_saturation &&
            static_cast<double>(found.backlog) > backlog_of_saturation * static_cast<double>(n);
    }
    return found;
}

open_loop::open_loop(const parameters& p, std::size_t tasks, std::size_t room)
    : memory_(tasks, plan_memory::arrivals::drawn) {
    const auto drawn =
        arrival_pattern(p.text("arrivals")).draw(tasks, static_cast<double>(p["rate"]), p.seed());
    std::ranges::copy(drawn, memory_.after_ns().begin());
    memory_.plan().room = room;
}

void open_loop::check_starts(std::span<const stamp> stamps, std::int64_t granted_ns,
                             std::span<const std::uint8_t> unanswered) const {
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        const auto started = stamps[i].started_ns;
        if (is_answered(unanswered, i) &&
            started + granted_ns < std::max(plan().at(i), plan().released_ns[i])) {
            throw error(exit_code::invalid_measurement,
                        "request " + std::to_string(i) + " is said to have started " +
                            std::to_string(started - plan().start_ns) +
                            " ns after the batch's beginning, arrived " +
                            std::to_string(plan().after_ns[i]) + " ns after it and was let go " +
                            std::to_string(plan().released_ns[i] - plan().start_ns) +
                            " ns after it: the sample is void");
        }
    }
}

/// By the stamps, which no generator makes. One that failed counts as gone at once.
void open_loop::check_room(std::span<const stamp> stamps, std::int64_t granted_ns,
                           std::span<const std::uint8_t> unanswered) const {
    if (!plan().is_bounded()) {
        return;
    }
    const auto ends = ends_of(stamps, unanswered);
    std::size_t admitted = 0;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        if (!is_answered(unanswered, i)) {
            continue;
        }
        ++admitted;
        const auto gone = ended_by(ends, plan().released_ns[i] + granted_ns);
        if (admitted > gone + plan().room) {
            throw error(exit_code::invalid_measurement,
                        "request " + std::to_string(i) + " was let in as one of " +
                            std::to_string(admitted - gone) + ", and the limit and the queue " +
                            "have room for " + std::to_string(plan().room) +
                            ": the sample is void");
        }
    }
}

/// A contender that does not say when its requests end has no room any more, refuses the rest, and
/// is never late. One that failed was there to the end: when it went is not known.
void open_loop::check_refusals(std::span<const stamp> stamps,
                               std::span<const std::uint8_t> unanswered) const {
    if (!plan().is_bounded()) {
        return;
    }
    const auto ends = ends_of(stamps, unanswered);
    std::size_t admitted = 0;
    std::size_t needless = 0;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        if (plan().is_refused(i)) {
            const auto gone = ended_by(ends, plan().released_ns[i] - unseen_end_ns);
            needless += admitted < gone + plan().room ? 1 : 0;
        } else {
            ++admitted;
        }
    }
    if (static_cast<double>(needless) > tolerated_refusals * static_cast<double>(stamps.size())) {
        throw error(exit_code::invalid_measurement,
                    std::to_string(needless) + " of " + std::to_string(stamps.size()) +
                        " requests were refused while there was room for " +
                        std::to_string(plan().room) + ": the sample is void");
    }
}

open_figures open_loop::judge(std::span<const stamp> stamps, std::int64_t granted_ns,
                              std::span<const std::uint8_t> unanswered) const {
    check_starts(stamps, granted_ns, unanswered);
    check_room(stamps, granted_ns, unanswered);
    check_refusals(stamps, unanswered);
    return open_figures_of(plan(), stamps, unanswered);
}

void check_generator(const open_figures& found, std::int64_t slo_ns) {
    const auto whole = slo_ns > 0 ? slo_ns : found.latency_ns.p50;
    if (static_cast<double>(found.generator_late_ns.p99) >
        tolerated_lateness * static_cast<double>(whole)) {
        throw late_generator("1 request in 100 was let go more than " +
                             microseconds(found.generator_late_ns.p99) + " late, and 5 % of the " +
                             (slo_ns > 0 ? "SLO" : "median latency") + " are " +
                             microseconds(whole / 20) + ": the sample tells of the generator");
    }
}

} // namespace crossover::bench
