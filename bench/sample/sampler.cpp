#include "bench/sample/sampler.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "bench/checks/warm_up_check.hpp"
#include "bench/checks/work_check.hpp"
#include "bench/counters/allocations.hpp"
#include "bench/counters/creations.hpp"
#include "bench/counters/watcher.hpp"
#include "bench/sample/solo_cost.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

namespace crossover::bench {
namespace {

/// A full warm-up batch is run when it is expected to take no longer than three times what is
/// measured, within these bounds; otherwise a part of it.
constexpr std::int64_t least_warm_up_ns = 90'000'000;
constexpr std::int64_t most_warm_up_ns = 250'000'000;

/// Two readings of the clock for each task.
constexpr double stamping_ns = 60;
/// Counting an allocation: two additions, and asking which processor it is on.
constexpr double counting_ns = 20;
/// Batches are observed while they are timed when that lengthens them by less than this; otherwise
/// one more batch is.
constexpr double tolerated_observing = 0.001;

constexpr std::size_t most_batches = 1000;

std::unique_ptr<live_workload> made(const cell& where, const options& how) {
    return all().workload(where.workload).make(parameters_of(where, how.settings));
}

/// One digest over those that the tasks yield without a salt, in order: the same in every sample of
/// a cell. The batches' own were each compared with what they must be.
std::uint64_t unsalted_digest(const live_workload& work, std::size_t tasks) {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < tasks; ++i) {
        all = combine(all, work.expected(i, 0));
    }
    return all;
}

} // namespace

sampler::sampler(const contender_entry& contender, const cell& where, const options& how,
                 const clocks& by, measurement& into)
    : where_(where),
      how_(how),
      clocks_(by),
      m_(into),
      tasks_(where.size.tasks),
      work_(made(where, how)),
      open_(where.size.open ? std::make_optional<open_loop>(parameters_of(where, how.settings),
                                                            std::max<std::size_t>(tasks_, 1),
                                                            contender.room(where.size))
                            : std::nullopt),
      left_(tasks_),
      seen_(left_, *work_, by.step_ns),
      failures_(left_, *work_, tasks_, how.patience_ns),
      server_(*work_, tasks_),
      subject_(contender, *work_, where.size),
      batches_({subject_, *work_, left_, seen_, failures_, into.limit, open_ ? &*open_ : nullptr}) {
    began_ = read_pace(by);
    m_.cores = usable_cores();
    m_.clock_step_ns = by.step_ns;
    m_.cost = cost_of(*work_, tasks_);
    m_.at_work = contender.at_work(where.size, m_.cores);
    m_.seen_from_outside = contender.program != nullptr;
    set_bound();
    share_allocation_count(); // with the workers that the contender forks
    share_creation_counts();
    m_.baseline_rss_bytes = resident_bytes();
    m_.cold = work_->is_cold();
    if (!m_.cold) { // else a sample is set-up, batch and tear-down in one go
        m_.setup_ns = subject_.set_up();
        m_.baseline_rss_bytes = subject_.idle_bytes(m_.baseline_rss_bytes);
        fresh_ = subject_.started();
    }
}

void sampler::run() {
    if (m_.cold) {
        run_cold();
    } else {
        run_warm();
    }
    if (m_.observed) {
        seen_.write(tasks_, can_count_allocations() && !subject_.is_program(), m_);
        quick_ns_ = std::min(quick_ns_, seen_.quick_ns(tasks_));
        look_at_every_task();
    }
    m_.digest = unsalted_digest(*work_, tasks_);
    watch_workers();
    watch_loop();
    check_pace();
}

/// As a script does: start, run, end, with nothing between. What cannot be seen without disturbing,
/// a second contender shows.
void sampler::run_cold() {
    const batch b = left_.prepare(tasks_, false);
    work_->begin_batch(b.salt);
    glance_at_the_cost();
    server_.begin();
    const moment begin = read_moment(clocks_);
    const usage before = read_usage();
    m_.setup_ns = subject_.set_up();
    const auto start = now_ns();
    work_->start_at(start);
    subject_.contender().run(b);
    m_.first_batch_ns = now_ns() - start;
    m_.teardown_ns = subject_.tear_down();
    m_.makespan_ns.push_back(m_.setup_ns + m_.first_batch_ns + m_.teardown_ns);
    m_.used = read_usage() - before; // workers are reaped, so theirs is in it
    check_clock(begin);
    m_.server = work_->server();
    glance_at_the_cost();
    batches_.check_digests(tasks_);
    work_->end_batch(tasks_);

    part_ = tasks_;
    reset_peak();
    subject_.set_up();
    m_.baseline_rss_bytes = subject_.idle_bytes(m_.baseline_rss_bytes);
    batches_.run(tasks_, with::observation);
    read_memory();
}

void sampler::run_warm() {
    warm_up();
    warm_ = subject_.started();
    subject_.reset_peak();
    const bool in_place = open_ || observing_is_free();
    const moment begin = read_moment(clocks_);
    measure_batches(in_place ? with::observation : with::nothing);
    check_clock(begin);
    read_memory();
    check_set_up();
    check_warm_up();
    judge_arrivals();
    if (!in_place && (how_.observe_all || work_->has_probes())) {
        observe_once_more();
    } else {
        m_.observed = in_place;
    }
}

/// As many tasks as are expected to take `warm_up_ns`, at least one for each place in flight.
void sampler::warm_up() {
    double cores = m_.at_work;
    if (how_.quota_cores > 0) { // however many may be at work at once, it cannot last
        cores = std::min(cores, how_.quota_cores);
    }
    // Where tasks arrive, the bound knows of those that will be turned away.
    const auto expected_ns =
        open_ ? m_.bound.ns : best_makespan(m_.cost, tasks_, m_.limit, cores).ns;
    const auto warm_up_ns = std::clamp(3 * how_.min_time_ns, least_warm_up_ns, most_warm_up_ns);
    part_ = tasks_;
    if (expected_ns > warm_up_ns) {
        const double share = static_cast<double>(warm_up_ns) / static_cast<double>(expected_ns);
        part_ = static_cast<std::size_t>(static_cast<double>(tasks_) * share);
        // Of tasks that arrive one by one no more are in flight for there being more of them.
        const auto places = open_ ? 1 : std::max<std::size_t>(m_.limit, 1);
        part_ = std::clamp(part_, std::min(places, tasks_), tasks_);
    }
    // Observed, so that no later batch touches the stamps first.
    const auto first = batches_.run(part_, with::observation);
    m_.first_batch_ns = first.makespan_ns;
    first_cpu_ns_ = first.used.user_ns + first.used.system_ns;
    first_answered_ = first.answered;
    allocations_a_task_ = seen_.allocations_a_task(part_);
    quick_ns_ = seen_.quick_ns(part_);
    most_in_flight_ = seen_.most_in_flight();
    seen_.forget();
}

void sampler::measure_batches(with what) {
    // Settled before the first of them is measured: a count that follows from how long they take
    // would let a slow one stand alone.
    const auto whole_ns = static_cast<double>(m_.first_batch_ns) * static_cast<double>(tasks_) /
                          static_cast<double>(std::max<std::size_t>(part_, 1));
    const bool several = how_.batches == 0 && whole_ns <= static_cast<double>(how_.min_batches_ns);
    const std::size_t least = several ? how_.min_batches : 1;
    std::int64_t measured = 0;
    std::uint64_t answered = 0;
    next_answered_ = tasks_;
    glance_at_the_cost();
    server_.begin();
    do {
        const auto one = batches_.run(tasks_, what);
        m_.makespan_ns.push_back(one.makespan_ns);
        if (m_.seen_from_outside) {
            m_.contract_ns.push_back(one.contract_ns);
        }
        m_.used += one.used;
        m_.work_share = std::min(m_.work_share, one.work_share);
        next_answered_ = std::min(next_answered_, one.answered);
        answered += one.answered;
        measured += one.makespan_ns;
    } while (!enough(m_.makespan_ns.size(), measured) || m_.makespan_ns.size() < least);
    const auto n = static_cast<std::int64_t>(m_.makespan_ns.size());
    m_.used.user_ns /= n;
    m_.used.system_ns /= n;
    m_.server = server_.end({.tasks = answered,
                             .limit = m_.limit,
                             .batches = static_cast<std::uint64_t>(n),
                             .latency_ns = seen_.latency_ns()},
                            cpu_ns());
    m_.marks = server_.marks();
    glance_at_the_cost();
}

/// One batch with stamps and counted allocations, where the measured ones had none, and the
/// server's counts for it.
void sampler::observe_once_more() {
    server_.begin();
    batches_.run(tasks_, with::observation);
    server_.end({.tasks = tasks_, .limit = m_.limit, .latency_ns = seen_.latency_ns()}, cpu_ns());
    m_.marks = server_.marks();
}

/// Threads and processes that a batch starts and ends are gone when it is over: they are looked for
/// while one more runs.
void sampler::watch_workers() {
    const auto what = subject_.contender().starts();
    if (what == runner::per_task::nothing) {
        return;
    }
    watcher watching(subject_.is_program() ? subject_.contender().program()->root : 0);
    watching.start();
    batches_.run(tasks_, with::nothing);
    const peaks seen = watching.stop();
    // Those that ran at the same time by their stamps were there, whoever may have seen them.
    const auto at_once = std::max(m_.max_in_flight, most_in_flight_);
    const auto least = 1 + static_cast<std::int64_t>(at_once);
    const bool forks = what == runner::per_task::process;
    m_.open.threads = std::max({m_.open.threads, seen.open.threads, least});
    m_.open.processes = std::max({m_.open.processes, seen.open.processes, forks ? least : 1});
    m_.open.descriptors = std::max(m_.open.descriptors, seen.open.descriptors);
    m_.peak_rss_bytes += seen.children_bytes;
}

/// Batches of as many tasks as in the warm-up, beside a heartbeat on the contender's loop, if it
/// has one: as many as are measured or fit into that time, for a short batch has only a few beats.
void sampler::watch_loop() {
    if (open_ || !how_.observe_all) {
        return; // what a loop that is late does to requests is in their latency
    }
    lag_log lag;
    const auto start = now_ns();
    const auto after_one_more = [&start](std::size_t n) {
        const auto took = now_ns() - start;
        return took + took / static_cast<std::int64_t>(n);
    };
    for (std::size_t n = 0; n == 0 || !enough(n, after_one_more(n)); ++n) {
        if (!batches_.run_watched(part_, lag)) {
            return;
        }
    }
    m_.loop_lag_ns = percentiles_of(lag.late_ns());
}

/// The last batch with all its requests: every one is observed.
void sampler::judge_arrivals() {
    if (open_ && tasks_ > 0) {
        m_.open_loop = open_->judge({left_.stamps(), tasks_}, clock_error_ns(m_.clock_step_ns),
                                    left_.unanswered());
    }
}

bool sampler::all_must_run() const {
    return !where_.size.queue && m_.work_share == 1 && (!m_.open_loop || m_.open_loop->failed == 0);
}

void sampler::look_at_every_task() {
    if (!all_must_run() || work_->ships() || subject_.is_program()) {
        return; // a program's language may need half as long
    }
    auto cost = m_.cost;
    cost.cpu_ns = std::min(cost.cpu_ns, beside_ns_);
    uncomputed_task_ =
        bench::uncomputed_task(*work_, {left_.stamps(), tasks_}, cost, m_.clock_step_ns);
}

void sampler::set_bound() {
    if (open_ && tasks_ > 0) {
        m_.cost.last_arrival_ns = open_->plan().after_ns[tasks_ - 1];
    }
    m_.bound = all_must_run() ? best_makespan(m_.cost, tasks_, m_.limit, m_.at_work)
                              : arrival_bound(m_.cost);
}

void sampler::read_memory() {
    m_.peak_rss_bytes = subject_.peak_bytes();
    m_.open = subject_.open();
}

void sampler::check_clock(const moment& begin) const {
    if (const auto trouble = clock_trouble(begin, read_moment(clocks_)); !trouble.empty()) {
        throw error(exit_code::invalid_measurement, trouble);
    }
}

/// Over the whole sample, for the kernel's count goes in steps.
void sampler::check_pace() const {
    auto trouble = pace_trouble(began_, read_pace(clocks_));
    if (trouble.empty()) {
        trouble = slowness(clocks_);
    }
    if (!trouble.empty()) {
        throw error(exit_code::invalid_measurement, trouble);
    }
}

void sampler::check_warm_up() const {
    if (subject_.is_program()) {
        return; // an interpreter warms up
    }
    const auto started = warm_.made.threads - fresh_.made.threads - m_.cores;
    const auto trouble = out_of_proportion({.first_ns = first_cpu_ns_,
                                            .first_tasks = first_answered_,
                                            .next_ns = cpu_ns(),
                                            .next_tasks = next_answered_,
                                            .threads = m_.open.threads,
                                            .started = std::max<std::int64_t>(started, 0)});
    if (!trouble.empty()) {
        throw error(exit_code::invalid_measurement, trouble);
    }
}

void sampler::check_set_up() const {
    if (subject_.contender().starts() != runner::per_task::nothing) {
        return; // that is what it is
    }
    const set_up_rules rules{
        .batches = m_.makespan_ns.size(),
        .limit = std::max(where_.size.limit, static_cast<std::size_t>(m_.cores)),
        .generated = open_.has_value(),
        .tasks_connect = all().workload(where_.workload).wait == wait::dialogue::name};
    const auto inside = set_up_inside(fresh_, warm_, subject_.started(), rules);
    if (!inside.empty()) {
        throw error(exit_code::invalid_measurement, inside);
    }
}

bool sampler::observing_is_free() const {
    const double a_task = stamping_ns + counting_ns * allocations_a_task_;
    return a_task * static_cast<double>(tasks_) <
           tolerated_observing * static_cast<double>(m_.bound.ns);
}

bool sampler::enough(std::size_t n, std::int64_t measured_ns) const {
    if (how_.batches > 0) {
        return n >= how_.batches;
    }
    return measured_ns >= how_.min_time_ns || n >= most_batches;
}

void sampler::count_errors() {
    failures_.count(subject_);
    m_.errors = failures_.found();
}

void sampler::tear_down() {
    const auto took_ns = subject_.tear_down();
    if (!m_.cold) { // else it is in the makespan
        m_.teardown_ns = took_ns;
    }
    look_for_the_cost();
}

/// A core may be a third faster in one second than in the next, and a task that is timed then may
/// look dearer than it was in the batches. A long one is not run for that.
void sampler::glance_at_the_cost() {
    constexpr std::int64_t longest_ns = 20'000'000;
    if (m_.cost.cpu_ns == 0 || m_.cost.cpu_ns > longest_ns) {
        return;
    }
    if (const auto took_ns = glance_cpu_ns(*work_, m_.cost.timed); took_ns > 0) {
        beside_ns_ = std::min(beside_ns_, took_ns);
    }
}

/// What a task costs is the least that it was seen to cost, before the batches and beside them, or
/// after them where it is too long for a glance: a core that has become faster since must not make
/// what is possible look impossible. Where there is doubt it is timed again.
void sampler::look_for_the_cost() {
    const auto take = [this](std::int64_t solo_ns) {
        m_.cost.cpu_ns = granted_cpu_ns(solo_ns, quick_ns_);
        set_bound();
    };
    const auto in_doubt = [this, &take](std::int64_t solo_ns) {
        take(solo_ns);
        return !missing_work(m_).empty() ||
               impossible(*std::ranges::min_element(m_.makespan_ns), m_.bound, m_.clock_step_ns);
    };
    const auto time_again = [this](std::chrono::milliseconds pause, std::size_t nth) {
        std::this_thread::sleep_for(pause);
        return cost_elsewhere(*work_, tasks_, nth);
    };
    const bool glanced = beside_ns_ != INT64_MAX;
    const auto solo_ns =
        std::min(m_.cost.cpu_ns, glanced ? beside_ns_ : cost_of(*work_, tasks_).cpu_ns);
    if (in_doubt(solo_ns)) {
        take(least_cost(solo_ns, in_doubt, time_again));
    }
}

} // namespace crossover::bench
