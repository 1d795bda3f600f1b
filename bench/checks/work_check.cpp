#include "bench/checks/work_check.hpp"

#include <algorithm>
#include <numeric>

namespace crossover::bench {
namespace {

constexpr double tick_ns = 10e6; // CONFIG_HZ=100, the slowest that is common
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
                          static_cast<double>(m.cost.cpu_ns) * m.cost.mean_share;
    const auto used = static_cast<double>(m.used.user_ns + m.used.system_ns);
    const double computing = std::min({static_cast<double>(m.cores), static_cast<double>(m.limit),
                                       static_cast<double>(m.open.threads)});
    if (used + tick_ns * computing / batches >= enough * needed) {
        return {};
    }
    const double room =
        std::accumulate(m.makespan_ns.begin(), m.makespan_ns.end(), 0.0) / batches * m.cores;
    const std::string must = "the tasks of a batch compute for " + microseconds(needed) + " and ";
    if (room < enough * needed) {
        return must + "it had " + microseconds(room) + " on " + std::to_string(m.cores) +
               " cores: work optimised away, the sample is void";
    }
    return must + "it is said to have used " + microseconds(used) +
           ": CPU time is missing, the sample is void";
}

} // namespace crossover::bench
