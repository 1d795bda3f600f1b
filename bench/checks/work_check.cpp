#include "bench/checks/work_check.hpp"

#include "bench/sample/solo_cost.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crossover::bench {
namespace {

constexpr double tick_ns = 10e6; // CONFIG_HZ=100, the slowest that is common
constexpr double reading_ns = 100e3; // what is going on while the counts are read
constexpr double enough = 0.95;

std::string microseconds(double ns) {
    return std::to_string(static_cast<std::int64_t>(ns / 1000)) + " us";
}

} // namespace

std::string missing_work(const measurement& m) {
    if (m.makespan_ns.empty()) {
        return {};
    }
    const auto batches = static_cast<double>(m.makespan_ns.size());
    const double needed = static_cast<double>(m.cell.size.tasks) *
                          static_cast<double>(m.cost.cpu_ns) * m.cost.mean_share * m.work_share;
    const auto used = static_cast<double>(m.used.user_ns + m.used.system_ns);
    const double at_work = std::min(m.at_work, static_cast<double>(m.open.threads));
    const double unknown = m.seen_from_outside ? tick_ns * at_work / batches : reading_ns;
    if (used + unknown >= enough * needed) {
        return {};
    }
    const double room =
        std::accumulate(m.makespan_ns.begin(), m.makespan_ns.end(), 0.0) / batches * m.at_work;
    const std::string must = "the tasks of a batch compute for " + microseconds(needed) + " and ";
    if (room < enough * needed) {
        return must + "it had " + microseconds(room) + " on the " +
               std::to_string(std::llround(m.at_work)) +
               " cores that it may use: work optimised away, the sample is void";
    }
    return must + "it is said to have used " + microseconds(used) +
           ": CPU time is missing, the sample is void";
}

std::string uncomputed_task(const live_workload& work, std::span<const stamp> stamps,
                            const task_cost& cost, std::int64_t clock_step_ns) {
    constexpr std::int64_t least_cost_ns = 20'000; // below it two readings of a clock may weigh
    constexpr int most_timed = 8;
    if (cost.cpu_ns < least_cost_ns) {
        return {};
    }
    int timed = 0;
    for (std::size_t i = 0; i < stamps.size() && timed < most_timed; ++i) {
        const double share = work.cost_share(i);
        if (stamps[i].ended_ns == 0 || share <= 0) {
            continue; // a request that was not answered, a task without work
        }
        const auto wait_ns = work.own_wait_ns(i).value_or(work.wait_ns());
        const auto took = static_cast<double>(stamps[i].ended_ns - stamps[i].started_ns - wait_ns +
                                              2 * clock_step_ns);
        const auto too_quick = [&](std::int64_t average_ns) {
            const double alone = static_cast<double>(average_ns) * share;
            return alone >= static_cast<double>(least_cost_ns) && 2 * std::max(took, 0.0) < alone;
        };
        if (!too_quick(cost.cpu_ns)) {
            continue;
        }
        ++timed;
        if (const auto alone = solo_cpu_ns(work, i); too_quick(alone)) {
            return "task " + std::to_string(i) + " computes for " +
                   microseconds(static_cast<double>(alone) * share) + " alone and had " +
                   microseconds(std::max(took, 0.0)) +
                   " in the batch: work optimised away, the sample is void";
        }
    }
    return {};
}

} // namespace crossover::bench
