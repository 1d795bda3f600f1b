#include "bench/sampler.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/solo_cost.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace crossover::bench {
namespace {

/// A full warm-up batch is run when it is expected to take no longer than this; otherwise a part of it.
constexpr std::int64_t warm_up_ns = 250'000'000;

/// Two readings of the clock for each task (60 ns), and counting an allocation or two (10 ns each).
constexpr double observing_ns = 80;
/// Batches are observed while they are timed when that lengthens them by less than this; otherwise one more batch is.
constexpr double tolerated_observing = 0.001;

constexpr std::size_t most_batches = 1000;

} // namespace

sampler::sampler(const contender_entry& contender, const cell& where, const options& how, measurement& into)
    : where_(where),
      how_(how),
      m_(into),
      work_(all()
                .workload(where.workload)
                .make(parameters(where.workload, all().workload(where.workload).parameters, where.parameters,
                                 how.settings))),
      left_(where.shape.tasks),
      failures_(work_->depends_on_others() ? where.shape.tasks : 0) {
    m_.cores = usable_cores();
    m_.cost = cost_of(*work_, where.shape.tasks);
    share_allocation_count(); // with the workers that the contender forks
    m_.baseline_rss_bytes = resident_bytes();
    const auto start = now_ns();
    runner_ = contender.make(*work_, where.shape);
    m_.setup_ns = now_ns() - start;
}

void sampler::run() {
    const std::size_t tasks = where_.shape.tasks;
    warm_up();
    reset_peak();
    const bool in_place = observing_is_free();
    measure_batches(in_place ? with::observation : with::nothing);
    const auto workers = runner_->workers();
    m_.peak_rss_bytes = peak_bytes(workers);
    m_.open = read_footprint(workers);
    if (!in_place) {
        observe_once_more();
    }
    read_observations();
    m_.digest = left_.combined(tasks);
    watch_workers();
    watch_loop();
}

void sampler::tear_down() {
    const auto start = now_ns();
    runner_.reset();
    m_.teardown_ns = now_ns() - start;
    // Once more: a machine that has become faster since must not make a possible makespan look impossible.
    m_.cost.cpu_ns = std::min(m_.cost.cpu_ns, cost_of(*work_, where_.shape.tasks).cpu_ns);
    m_.bound = best_makespan(m_.cost, where_.shape.tasks, m_.limit, m_.cores);
}

std::int64_t sampler::run_batch(std::size_t tasks, with what) {
    const batch b = left_.prepare(tasks, what == with::observation);
    work_->begin_batch();
    const usage before = read_usage(*runner_);
    std::optional<allocation_count> counting;
    if (what == with::observation) {
        counting.emplace();
    }
    batch_start_ns_ = now_ns();
    runner_->run(b);
    const auto makespan = now_ns() - batch_start_ns_;
    if (counting) {
        const allocations now = counting->stop();
        allocated_.count += now.count;
        allocated_.bytes += now.bytes;
        latency_ns_ += left_.total_latency_ns(tasks);
        ++observed_;
    }
    last_used_ = read_usage(*runner_) - before;
    check_digests(tasks);
    work_->end_batch(tasks);
    return makespan;
}

void sampler::check_digests(std::size_t tasks) const {
    const auto wrong = left_.check(tasks, [this](std::size_t i) { return work_->expected(i); });
    if (!wrong.empty()) {
        throw error(exit_code::invalid_measurement, "wrong digest: " + wrong);
    }
}

/// As many tasks as are expected to take `warm_up_ns`, at least one for each place in flight.
void sampler::warm_up() {
    const std::size_t tasks = where_.shape.tasks;
    const auto c = best_makespan(m_.cost, tasks, m_.limit, std::min(m_.cores, static_cast<double>(m_.limit)));
    part_ = tasks;
    if (c.ns > warm_up_ns) {
        const double share = static_cast<double>(warm_up_ns) / static_cast<double>(c.ns);
        part_ = static_cast<std::size_t>(static_cast<double>(tasks) * share);
        part_ = std::clamp(part_, std::min(std::max<std::size_t>(m_.limit, 1), tasks), tasks);
    }
    m_.first_batch_ns = run_batch(part_, with::observation); // so that no later batch touches the stamps first
    allocated_ = {}; // a cold batch fills free lists: not what the measured ones ask for
    observed_ = 0;
    latency_ns_ = 0;
}

void sampler::measure_batches(with what) {
    std::int64_t measured = 0;
    work_->reset_peer();
    do {
        const auto makespan = run_batch(where_.shape.tasks, what);
        m_.makespan_ns.push_back(makespan);
        m_.used += last_used_;
        measured += makespan;
    } while (!enough(m_.makespan_ns.size(), measured));
    const auto n = static_cast<std::int64_t>(m_.makespan_ns.size());
    m_.used.user_ns /= n;
    m_.used.system_ns /= n;
    m_.peer = work_->peer();
    check_peer(
        m_.peer,
        {.tasks = where_.shape.tasks * static_cast<std::uint64_t>(n), .limit = m_.limit, .latency_ns = latency_ns_});
}

bool sampler::observing_is_free() const {
    const auto c = best_makespan(m_.cost, where_.shape.tasks, m_.limit, m_.cores);
    const double observing = observing_ns * static_cast<double>(where_.shape.tasks);
    return observing < tolerated_observing * static_cast<double>(c.ns);
}

bool sampler::enough(std::size_t n, std::int64_t measured_ns) const {
    if (how_.batches > 0) {
        return n >= how_.batches;
    }
    return measured_ns >= how_.min_time_ns || n >= most_batches;
}

} // namespace crossover::bench
