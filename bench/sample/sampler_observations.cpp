/// What a sampler reads from batches that are not, or not only, there to be timed.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/sample/sampler.hpp"

#include "bench/counters/watcher.hpp"
#include "bench/sample/solo_cost.hpp"
#include "bench/sample/stall_watchdog.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

namespace crossover::bench {

/// Times are of the last batch that was observed; allocations are the mean over all of them.
void sampler::read_observations() {
    const std::size_t tasks = where_.size.tasks;
    std::vector<std::int64_t> values(tasks);
    const stamp* const stamps = left_.stamps();
    std::transform(stamps, stamps + tasks, values.begin(),
                   [](const stamp& s) { return s.ended_ns - s.started_ns; });
    m_.latency_ns = percentiles_of(values);
    fastest_ns_ = fastest_cpu_ns(*work_, {stamps, tasks});
    std::transform(stamps, stamps + tasks, values.begin(),
                   [this](const stamp& s) { return s.started_ns - batch_start_ns_; });
    m_.start_delay_ns = percentiles_of(values);
    if (work_->has_probes()) {
        m_.probe_latency_ns = probe_latency(tasks);
    }
    if (can_count_allocations()) {
        const auto n = static_cast<double>(observed_);
        m_.allocated = {static_cast<double>(allocated_.count) / n,
                        static_cast<double>(allocated_.bytes) / n};
    }
}

/// Of those tasks whose latency matters, from the moment at which each arrived, whether or not
/// anyone was there to take it.
percentiles sampler::probe_latency(std::size_t tasks) const {
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < tasks; ++i) {
        if (work_->is_probe(i)) {
            values.push_back(left_.stamps()[i].ended_ns - batch_start_ns_ - work_->arrival_ns(i));
        }
    }
    return percentiles_of(values);
}

/// Threads and processes that a batch starts and ends are gone when it is over: they are looked for
/// while one more runs.
void sampler::watch_workers() {
    const auto what = runner_->starts();
    if (what == runner::per_task::nothing) {
        return;
    }
    watcher watching;
    watching.start();
    run_batch(where_.size.tasks, with::nothing);
    const peaks seen = watching.stop();
    // Those that ran at the same time by their stamps were there, whoever may have seen them.
    const auto least = 1 + static_cast<std::int64_t>(m_.max_in_flight);
    const bool forks = what == runner::per_task::process;
    m_.open.threads = std::max({m_.open.threads, seen.open.threads, least});
    m_.open.processes = std::max({m_.open.processes, seen.open.processes, forks ? least : 1});
    m_.open.descriptors = std::max(m_.open.descriptors, seen.open.descriptors);
    m_.peak_rss_bytes += seen.children_bytes;
}

bool sampler::run_watched(std::size_t tasks, lag_log& lag) {
    const batch b = left_.prepare(tasks, false);
    work_->begin_batch();
    const stall_watchdog silence(left_, tasks, work_->waited_for(), patience_ns());
    work_->start_at(now_ns());
    try {
        return runner_->run_watched(b, lag);
    } catch (const std::exception&) {
        if (silence.has_ended_it()) {
            give_up(tasks);
        }
        throw;
    }
}

/// Batches of as many tasks as in the warm-up, beside a heartbeat on the contender's loop, if it
/// has one: as many as are measured or as take as long, for a short batch has only a few beats.
void sampler::watch_loop() {
    lag_log lag;
    const auto start = now_ns();
    for (std::size_t n = 0; n == 0 || !enough(n, now_ns() - start); ++n) {
        if (!run_watched(part_, lag)) {
            return;
        }
        check_digests(part_);
        work_->end_batch(part_);
    }
    m_.loop_lag_ns = percentiles_of(lag.late_ns());
}

} // namespace crossover::bench
