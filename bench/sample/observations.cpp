#include "bench/sample/observations.hpp"

#include "base/error.hpp"
#include "bench/checks/clock_check.hpp"
#include "bench/sample/solo_cost.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crossover::bench {

void observations::add(std::size_t tasks, std::int64_t begin_ns, std::int64_t end_ns,
                       std::size_t limit, const allocations& asked) {
    const auto wrong = left_.check_stamps(tasks, begin_ns, end_ns, clock_error_ns(clock_step_ns_));
    if (!wrong.empty()) {
        throw error(exit_code::invalid_measurement, wrong + ": the sample is void");
    }
    check_waits(tasks);
    const auto seen = left_.most_in_flight(tasks);
    if (seen > limit) {
        throw error(exit_code::invalid_measurement,
                    std::to_string(seen) + " tasks were in flight at once and the limit is " +
                        std::to_string(limit) + ": the sample is void");
    }
    most_in_flight_ = std::max(most_in_flight_, seen);
    latency_ns_ += left_.total_latency_ns(tasks);
    allocated_.count += asked.count;
    allocated_.bytes += asked.bytes;
    begin_ns_ = begin_ns;
    ++batches_;
}

/// Where each task waits for a time of its own, none may have been in flight for less.
void observations::check_waits(std::size_t tasks) const {
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto own_ns = work_.own_wait_ns(i);
        if (!own_ns) {
            return; // all are alike
        }
        if (!left_.counts(i)) {
            continue;
        }
        const auto& when = left_.stamps()[i];
        if (when.ended_ns - when.started_ns + clock_error_ns(clock_step_ns_) < *own_ns) {
            throw error(exit_code::invalid_measurement,
                        "task " + std::to_string(i) + " was in flight for " +
                            std::to_string(when.ended_ns - when.started_ns) + " ns and waits for " +
                            std::to_string(*own_ns) + " ns: the sample is void");
        }
    }
}

void observations::forget() {
    allocated_ = {};
    batches_ = 0;
    latency_ns_ = 0;
    most_in_flight_ = 0;
}

double observations::allocations_a_task(std::size_t tasks) const {
    const auto all = static_cast<std::int64_t>(tasks) * batches_;
    return static_cast<double>(allocated_.count) /
           static_cast<double>(std::max<std::int64_t>(all, 1));
}

void observations::write(std::size_t tasks, bool counted, measurement& into) const {
    std::vector<std::int64_t> took;
    std::vector<std::int64_t> delays;
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto& when = left_.stamps()[i];
        if (left_.counts(i)) {
            took.push_back(when.ended_ns - when.started_ns);
            delays.push_back(when.started_ns - begin_ns_);
        }
    }
    into.latency_ns = percentiles_of(took);
    into.start_delay_ns = percentiles_of(delays);
    if (work_.has_probes()) {
        into.probe_latency_ns = probe_latency(tasks);
    }
    if (counted) {
        const auto n = static_cast<double>(batches_);
        into.allocated = {static_cast<double>(allocated_.count) / n,
                          static_cast<double>(allocated_.bytes) / n};
    }
    into.max_in_flight = most_in_flight_;
}

/// Of those tasks whose latency matters, from the moment at which each arrived, whether or not
/// anyone was there to take it.
percentiles observations::probe_latency(std::size_t tasks) const {
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < tasks; ++i) {
        if (work_.is_probe(i)) {
            values.push_back(left_.stamps()[i].ended_ns - begin_ns_ - work_.arrival_ns(i));
        }
    }
    return percentiles_of(values);
}

std::int64_t observations::quick_ns(std::size_t tasks) const {
    return quick_cpu_ns(work_, {left_.stamps(), tasks});
}

} // namespace crossover::bench
