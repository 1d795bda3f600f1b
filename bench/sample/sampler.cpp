#include "bench/sample/sampler.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/sample/solo_cost.hpp"
#include "bench/sample/stall_watchdog.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace crossover::bench {
namespace {

/// A full warm-up batch is run when it is expected to take no longer than this; otherwise a part of
/// it.
constexpr std::int64_t warm_up_ns = 250'000'000;

/// Two readings of the clock for each task (60 ns), and counting an allocation or two (10 ns each).
constexpr double observing_ns = 80;
/// Batches are observed while they are timed when that lengthens them by less than this; otherwise
/// one more batch is.
constexpr double tolerated_observing = 0.001;

constexpr std::size_t most_batches = 1000;

} // namespace

sampler::sampler(const contender_entry& contender, const cell& where, const options& how,
                 const clocks& by, measurement& into)
    : contender_(contender),
      where_(where),
      how_(how),
      clocks_(by),
      m_(into),
      work_(all()
                .workload(where.workload)
                .make(parameters(where.workload, all().workload(where.workload).parameters,
                                 where.parameters, how.settings))),
      left_(where.size.tasks),
      failures_(work_->depends_on_others() ? where.size.tasks : 0) {
    m_.cores = usable_cores();
    m_.clock_step_ns = by.step_ns;
    m_.cost = cost_of(*work_, where.size.tasks);
    share_allocation_count(); // with the workers that the contender forks
    share_creation_counts();
    m_.baseline_rss_bytes = resident_bytes();
    m_.cold = work_->is_cold();
    if (!m_.cold) { // else a sample is set-up, batch and tear-down in one go
        m_.setup_ns = make_contender();
        fresh_ = read_set_up(*runner_);
    }
}

std::int64_t sampler::make_contender() {
    const auto start = now_ns();
    runner_ = contender_.make(*work_, where_.size);
    return now_ns() - start;
}

void sampler::run() {
    if (m_.cold) {
        run_cold();
    } else {
        run_warm();
    }
    read_observations();
    m_.digest = left_.combined(where_.size.tasks);
    watch_workers();
    watch_loop();
}

/// As a script does: start, run, end, with nothing between. What cannot be seen without disturbing,
/// a second contender shows.
void sampler::run_cold() {
    const std::size_t tasks = where_.size.tasks;
    const batch b = left_.prepare(tasks, false);
    work_->begin_batch();
    work_->reset_server();
    const moment begin = read_moment(clocks_);
    const usage before = read_usage();
    m_.setup_ns = make_contender();
    const auto start = now_ns();
    work_->start_at(start);
    runner_->run(b);
    const auto end = now_ns();
    runner_.reset();
    m_.teardown_ns = now_ns() - end;
    m_.first_batch_ns = end - start;
    m_.makespan_ns.push_back(m_.setup_ns + m_.first_batch_ns + m_.teardown_ns);
    m_.used = read_usage() - before; // workers are reaped, so theirs is in it
    check_clock(begin);
    m_.server = work_->server();
    check_digests(tasks);
    work_->end_batch(tasks);

    part_ = tasks;
    reset_peak();
    make_contender();
    run_batch(tasks, with::observation);
    const auto workers = runner_->workers();
    m_.peak_rss_bytes = peak_bytes(workers);
    m_.open = read_footprint(workers);
}

void sampler::run_warm() {
    warm_up();
    warm_ = read_set_up(*runner_);
    reset_peak();
    const bool in_place = observing_is_free();
    const moment begin = read_moment(clocks_);
    measure_batches(in_place ? with::observation : with::nothing);
    check_clock(begin);
    const auto workers = runner_->workers();
    m_.peak_rss_bytes = peak_bytes(workers);
    m_.open = read_footprint(workers);
    check_set_up();
    if (!in_place) {
        observe_once_more();
    }
}

std::int64_t sampler::run_batch(std::size_t tasks, with what) {
    const batch b = left_.prepare(tasks, what == with::observation);
    work_->begin_batch();
    const stall_watchdog silence(left_, tasks, work_->waited_for(), patience_ns());
    const usage before = read_usage(*runner_);
    std::optional<allocation_count> counting;
    if (what == with::observation) {
        counting.emplace();
    }
    batch_start_ns_ = now_ns();
    work_->start_at(batch_start_ns_);
    try {
        runner_->run(b);
    } catch (const std::exception&) {
        if (silence.has_ended_it()) {
            give_up(tasks);
        }
        throw;
    }
    const auto makespan = now_ns() - batch_start_ns_;
    if (counting) {
        const allocations now = counting->stop();
        allocated_.count += now.count;
        allocated_.bytes += now.bytes;
        ++observed_;
    }
    last_used_ = read_usage(*runner_) - before;
    if (counting) { // after the usage is read: adding up is no contender's work
        latency_ns_ += left_.total_latency_ns(tasks);
    }
    check_digests(tasks);
    work_->end_batch(tasks);
    if (counting) {
        judge_stamps(tasks, batch_start_ns_ + makespan);
    }
    return makespan;
}

void sampler::check_digests(std::size_t tasks) const {
    const auto wrong = left_.check(tasks, [this](std::size_t i) { return work_->expected(i); });
    if (!wrong.empty()) {
        const auto why = work_->why_wrong();
        throw error(exit_code::invalid_measurement,
                    "wrong digest: " + wrong + (why.empty() ? "" : "; ") + why);
    }
}

/// As many tasks as are expected to take `warm_up_ns`, at least one for each place in flight.
void sampler::warm_up() {
    const std::size_t tasks = where_.size.tasks;
    double cores = std::min(static_cast<double>(m_.cores), static_cast<double>(m_.limit));
    if (how_.quota_cores > 0) { // however many may be at work at once, it cannot last
        cores = std::min(cores, how_.quota_cores);
    }
    const auto c = best_makespan(m_.cost, tasks, m_.limit, cores);
    part_ = tasks;
    if (c.ns > warm_up_ns) {
        const double share = static_cast<double>(warm_up_ns) / static_cast<double>(c.ns);
        part_ = static_cast<std::size_t>(static_cast<double>(tasks) * share);
        part_ = std::clamp(part_, std::min(std::max<std::size_t>(m_.limit, 1), tasks), tasks);
    }
    m_.first_batch_ns =
        run_batch(part_, with::observation); // so that no later batch touches the stamps first
    allocated_ = {}; // a cold batch fills free lists: not what the measured ones ask for
    observed_ = 0;
    latency_ns_ = 0;
    m_.max_in_flight = 0;
}

void sampler::measure_batches(with what) {
    std::int64_t measured = 0;
    work_->reset_server();
    do {
        const auto makespan = run_batch(where_.size.tasks, what);
        m_.makespan_ns.push_back(makespan);
        m_.used += last_used_;
        measured += makespan;
    } while (!enough(m_.makespan_ns.size(), measured) ||
             (how_.batches == 0 && m_.makespan_ns.size() < how_.min_batches));
    const auto n = static_cast<std::int64_t>(m_.makespan_ns.size());
    m_.used.user_ns /= n;
    m_.used.system_ns /= n;
    m_.server = work_->server();
    check_server(m_.server, {.tasks = where_.size.tasks * static_cast<std::uint64_t>(n),
                             .limit = m_.limit,
                             .batches = static_cast<std::uint64_t>(n),
                             .latency_ns = latency_ns_});
}

bool sampler::observing_is_free() const {
    const auto c = best_makespan(m_.cost, where_.size.tasks, m_.limit, m_.cores);
    const double observing = observing_ns * static_cast<double>(where_.size.tasks);
    return observing < tolerated_observing * static_cast<double>(c.ns);
}

bool sampler::enough(std::size_t n, std::int64_t measured_ns) const {
    if (how_.batches > 0) {
        return n >= how_.batches;
    }
    return measured_ns >= how_.min_time_ns || n >= most_batches;
}

} // namespace crossover::bench
