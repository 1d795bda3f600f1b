/// What a sampler checks about itself, and the tear-down, after which it knows what its tasks cost.

#include "bench/sample/sampler.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/checks/work_check.hpp"
#include "bench/sample/solo_cost.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <string>

namespace crossover::bench {

void sampler::check_clock(const moment& begin) const {
    if (const auto trouble = clock_trouble(begin, read_moment(clocks_)); !trouble.empty()) {
        throw error(exit_code::invalid_measurement, trouble);
    }
}

void sampler::check_set_up() const {
    if (runner_->starts() != runner::per_task::nothing) {
        return; // that is what it is
    }
    const set_up_rules rules{
        .batches = m_.makespan_ns.size(),
        .limit = std::max(where_.size.limit, static_cast<std::size_t>(m_.cores)),
        .tasks_connect = all().workload(where_.workload).wait == wait::dialogue::name};
    const auto inside = set_up_inside(fresh_, warm_, {creations_so_far(), m_.open}, rules);
    if (!inside.empty()) {
        throw error(exit_code::invalid_measurement, inside);
    }
}

/// Of every batch that has stamps. That costs no more than taking them did: batches that are timed
/// with stamps last a thousand times as long as taking them, and other samples have two with
/// stamps, the warm-up and one more.
void sampler::judge_stamps(std::size_t tasks, std::int64_t end_ns) {
    const auto wrong =
        left_.check_stamps(tasks, batch_start_ns_, end_ns, clock_error_ns(m_.clock_step_ns));
    if (!wrong.empty()) {
        throw error(exit_code::invalid_measurement, wrong + ": the sample is void");
    }
    const auto seen = left_.most_in_flight(tasks);
    if (seen > m_.limit) {
        throw error(exit_code::invalid_measurement,
                    std::to_string(seen) + " tasks were in flight at once and the limit is " +
                        std::to_string(m_.limit) + ": the sample is void");
    }
    m_.max_in_flight = std::max(m_.max_in_flight, seen);
}

bool sampler::in_doubt() const {
    return !missing_work(m_).empty() ||
           impossible(*std::ranges::min_element(m_.makespan_ns), m_.bound, m_.clock_step_ns);
}

void sampler::tear_down() {
    const auto start = now_ns();
    runner_.reset();
    if (!m_.cold) { // else it is in the makespan
        m_.teardown_ns = now_ns() - start;
    }
    // A task is timed alone once more: a core that has become faster since must not make what is
    // possible look impossible. Where there is doubt it is timed again, for a quarter of a second
    // at most.
    constexpr int most_looks = 10;
    auto solo_ns = m_.cost.cpu_ns;
    int looks = 0;
    do {
        solo_ns = std::min(solo_ns, cost_of(*work_, where_.size.tasks).cpu_ns);
        m_.cost.cpu_ns = granted_cpu_ns(solo_ns, fastest_ns_);
        m_.bound = best_makespan(m_.cost, where_.size.tasks, m_.limit, m_.cores);
    } while (++looks < most_looks && in_doubt());
}

} // namespace crossover::bench
