#include "bench/checks/work_check.hpp"

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

} // namespace crossover::bench
