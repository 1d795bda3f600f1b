#include "bench/sample/ideal.hpp"

#include "bench/checks/clock_check.hpp"

#include <algorithm>
#include <sched.h>
#include <unistd.h>

namespace crossover::bench {

int usable_cores() {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    if (::sched_getaffinity(0, sizeof mask, &mask) == 0) {
        return CPU_COUNT(&mask);
    }
    return static_cast<int>(
        ::sysconf(_SC_NPROCESSORS_ONLN)); // more than 1024 processors: the mask does not fit
}

namespace {

/// What one task takes that is longer than all others. Where waits are drawn, the longest wait and
/// the costliest computing may be two tasks'.
ideal longest_task(const task_cost& task, std::int64_t one_cpu) {
    if (task.longest_wait_ns == 0) {
        return {task.wait_ns + one_cpu, task.wait_ns >= one_cpu ? "wait" : "cpu", one_cpu};
    }
    const bool even = task.largest_share == 1 && task.mean_share == 1;
    const ideal waiting{task.longest_wait_ns + (even ? one_cpu : 0), "wait", even ? one_cpu : 0};
    return waiting.ns >= one_cpu ? waiting : ideal{one_cpu, "cpu", one_cpu};
}

} // namespace

ideal best_makespan(const task_cost& task, std::size_t tasks, std::size_t limit, double cores) {
    if (tasks == 0) {
        return {};
    }
    const auto n = static_cast<std::int64_t>(tasks);
    const auto c = static_cast<std::int64_t>(std::max<std::size_t>(limit, 1));
    const auto rounds = (n + c - 1) / c;
    const auto all_cpu =
        static_cast<std::int64_t>(static_cast<double>(n * task.cpu_ns) * task.mean_share / cores);
    const auto one_cpu =
        static_cast<std::int64_t>(static_cast<double>(task.cpu_ns) * task.largest_share);
    const ideal cpu{all_cpu, "cpu", all_cpu};
    const bool drawn = task.longest_wait_ns > 0;
    const ideal slots{drawn ? task.all_waits_ns / c : rounds * task.wait_ns,
                      rounds > 1 ? "limit" : "wait"};
    const ideal one = longest_task(task, one_cpu);
    const ideal last{task.last_arrival_ns + (drawn ? 0 : task.wait_ns), "arrival"};
    const ideal best = std::max({slots, cpu, one, last},
                                [](const ideal& a, const ideal& b) { return a.ns < b.ns; });
    return best.ns > 0 ? best : ideal{};
}

ideal arrival_bound(const task_cost& task) noexcept {
    return {task.last_arrival_ns, "arrival"};
}

bool impossible(std::int64_t makespan_ns, const ideal& c, std::int64_t clock_step_ns) {
    constexpr std::int64_t granted_share = 10;
    const auto granted = clock_error_ns(clock_step_ns) + c.cpu_ns / granted_share;
    return c.ns > 0 && makespan_ns + granted < c.ns;
}

} // namespace crossover::bench
