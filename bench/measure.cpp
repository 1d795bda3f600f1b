#include "bench/measure.hpp"

#include "base/clock.hpp"
#include "base/keep.hpp"
#include "bench/outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <utility>

namespace crossover::bench {
namespace {

/// A full warm-up batch is run when it is expected to take no longer than this; otherwise a part of it.
constexpr std::int64_t warm_up_ns = 250'000'000;

/// Two readings of the clock for each task.
constexpr double stamps_ns = 60;
/// Batches are stamped while they are timed when that lengthens them by less than this; otherwise one more batch is stamped.
constexpr double tolerated_stamping = 0.001;

constexpr std::size_t most_batches = 1000;

/// One sample in the making: a contender that is set up, and what it has left so far.
class sampler {
public:
    sampler(const contender_entry& contender, const cell& where, const options& how, measurement& into)
        : where_(where),
          how_(how),
          m_(into),
          work_(all()
                    .workload(where.workload)
                    .make(parameters(where.workload, all().workload(where.workload).parameters, where.parameters,
                                     how.rates))),
          left_(where.shape.tasks) {
        m_.cores = usable_cores();
        m_.cost = {.wait_ns = work_->wait_ns(), .cpu_ns = solo_cpu_ns(*work_)};
        m_.baseline_rss_bytes = resident_bytes();
        const auto start = now_ns();
        runner_ = contender.make(*work_, where.shape);
        m_.setup_ns = now_ns() - start;
    }

    void run() {
        const std::size_t tasks = where_.shape.tasks;
        warm_up();
        reset_peak();
        const bool in_place = stamping_is_free();
        std::int64_t measured = 0;
        work_->reset_peer();
        do {
            const auto makespan = run_batch(tasks, in_place);
            m_.makespan_ns.push_back(makespan);
            m_.used += last_used_;
            measured += makespan;
        } while (!enough(measured));
        const auto n = static_cast<std::int64_t>(m_.makespan_ns.size());
        m_.used.user_ns /= n;
        m_.used.system_ns /= n;
        m_.peer = work_->peer();
        if (m_.peer) {
            m_.peer->requests /= static_cast<std::uint64_t>(n);
            m_.peer->cpu_ns /= n;
        }
        const auto workers = runner_->workers();
        m_.peak_rss_bytes = peak_bytes(workers);
        m_.open = read_footprint(workers);
        if (!in_place) {
            run_batch(tasks, true);
        }
        read_stamps();
        m_.digest = left_.combined(tasks);
    }

    void tear_down() {
        const auto start = now_ns();
        runner_.reset();
        m_.teardown_ns = now_ns() - start;
        // Once more: a machine that has become faster since must not make a possible makespan look impossible.
        m_.cost.cpu_ns = std::min(m_.cost.cpu_ns, solo_cpu_ns(*work_));
        m_.bound = best_makespan(m_.cost, where_.shape.tasks, m_.limit, m_.cores);
    }

private:
    std::int64_t run_batch(std::size_t tasks, bool traced) {
        const batch b = left_.prepare(tasks, traced);
        const usage before = read_usage(*runner_);
        batch_start_ns_ = now_ns();
        runner_->run(b);
        const auto makespan = now_ns() - batch_start_ns_;
        last_used_ = read_usage(*runner_) - before;
        if (auto wrong = left_.check(tasks, [this](std::size_t i) { return work_->expected(i); }); !wrong.empty()) {
            throw error(exit_code::invalid_measurement, "wrong digest: " + wrong);
        }
        return makespan;
    }

    /// As many tasks as are expected to take `warm_up_ns`, at least one for each place in flight.
    void warm_up() {
        const std::size_t tasks = where_.shape.tasks;
        const auto c = best_makespan(m_.cost, tasks, m_.limit, std::min(m_.cores, static_cast<double>(m_.limit)));
        std::size_t some = tasks;
        if (c.ns > warm_up_ns) {
            const double share = static_cast<double>(warm_up_ns) / static_cast<double>(c.ns);
            some = static_cast<std::size_t>(static_cast<double>(tasks) * share);
            some = std::clamp(some, std::min(std::max<std::size_t>(m_.limit, 1), tasks), tasks);
        }
        m_.first_batch_ns = run_batch(some, true);
    }

    [[nodiscard]] bool stamping_is_free() const {
        const auto c = best_makespan(m_.cost, where_.shape.tasks, m_.limit, m_.cores);
        const double stamping = stamps_ns * static_cast<double>(where_.shape.tasks);
        return stamping < tolerated_stamping * static_cast<double>(c.ns);
    }

    [[nodiscard]] bool enough(std::int64_t measured_ns) const {
        const std::size_t n = m_.makespan_ns.size();
        if (how_.batches > 0) {
            return n >= how_.batches;
        }
        return measured_ns >= how_.min_time_ns || n >= most_batches;
    }

    void read_stamps() {
        const std::size_t tasks = where_.shape.tasks;
        m_.max_in_flight = left_.most_in_flight(tasks);
        if (m_.max_in_flight > m_.limit) {
            throw error(exit_code::invalid_measurement, std::to_string(m_.max_in_flight) +
                                                            " tasks were in flight at once and the limit is " +
                                                            std::to_string(m_.limit));
        }
        std::vector<std::int64_t> values(tasks);
        const stamp* const stamps = left_.stamps();
        std::transform(stamps, stamps + tasks, values.begin(),
                       [](const stamp& s) { return s.ended_ns - s.started_ns; });
        m_.latency_ns = percentiles_of(values);
        if (tasks > 0) { // the fastest task of all cannot have computed for longer than this
            const auto computed = std::max<std::int64_t>(values.front() - m_.cost.wait_ns, 0);
            m_.cost.cpu_ns = std::min(m_.cost.cpu_ns, computed);
        }
        std::transform(stamps, stamps + tasks, values.begin(),
                       [this](const stamp& s) { return s.started_ns - batch_start_ns_; });
        m_.start_delay_ns = percentiles_of(values);
    }

    const cell& where_;
    const options& how_;
    measurement& m_;
    std::unique_ptr<live_workload> work_;
    outcomes left_;
    std::unique_ptr<runner> runner_;
    std::int64_t batch_start_ns_ = 0;
    usage last_used_; ///< of the last batch, what surrounds it left out
};

void fail(measurement& m, status s, exit_code code, std::string reason) {
    m.status = s;
    m.code = code;
    m.reason = std::move(reason);
}

void measure_into(measurement& m, const contender_entry& contender, const cell& where, const options& how) {
    sampler s(contender, where, how, m);
    s.run();
    s.tear_down();
    const auto best = *std::ranges::min_element(m.makespan_ns);
    if (impossible(best, m.bound)) {
        fail(m, status::invalid, exit_code::invalid_measurement,
             "a batch took " + std::to_string(best) + " ns and nothing can take less than " +
                 std::to_string(m.bound.ns) + " ns (" + m.bound.kind + " bound): the sample is void");
    }
}

} // namespace

std::int64_t solo_cpu_ns(const live_workload& work) {
    constexpr std::int64_t shortest_series_ns = 50'000;
    constexpr std::int64_t longest_total_ns = 20'000'000;
    constexpr int fewest_series = 3;
    constexpr int most_series = 20;
    std::int64_t best = INT64_MAX;
    std::size_t length = 1;
    const auto begin = now_ns();
    for (int series = 0; series < most_series;) {
        const auto start = now_ns();
        for (std::size_t i = 0; i < length; ++i) {
            keep(work.compute(i));
        }
        const auto took = now_ns() - start;
        if (took < shortest_series_ns && length < 1'000'000) {
            length *= 4;
            continue;
        }
        best = std::min(best, took / static_cast<std::int64_t>(length));
        ++series;
        if (series >= fewest_series && now_ns() - begin > longest_total_ns) {
            break;
        }
    }
    return best < 1000 ? 0 : best;
}

measurement measure(const contender_entry& contender, const cell& where, const options& how) {
    measurement m;
    m.cell = where;
    m.strategy = contender.strategy;
    m.engine = contender.engine;
    m.limit = contender.limit(where.shape);
    std::string skipped = contender.skipped;
    if (skipped.empty() && contender.refusal) {
        skipped = contender.refusal(where.shape);
    }
    if (!skipped.empty()) {
        fail(m, status::skipped, exit_code::success, std::move(skipped));
        return m;
    }
    try {
        measure_into(m, contender, where, how);
    } catch (const error& known) {
        const bool invalid = known.code() == exit_code::invalid_measurement;
        fail(m, invalid ? status::invalid : status::error, known.code(), known.what());
    } catch (const std::exception& unknown) {
        fail(m, status::error, exit_code::internal, unknown.what());
    }
    return m;
}

} // namespace crossover::bench
