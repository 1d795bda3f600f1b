#include "bench/sample/solo_cost.hpp"

#include "base/clock.hpp"
#include "base/cpu_clock.hpp"
#include "base/keep.hpp"
#include "bench/checks/clock_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <future>
#include <limits>
#include <sched.h>
#include <vector>

namespace crossover::bench {
namespace {

/// The clock that a task's cost is read from: that of the thread's CPU, since others may want the
/// core at that moment; the steady one where the system's CPU clock goes in ticks.
std::int64_t (*cost_clock())() noexcept {
    constexpr std::int64_t fine_ns = 5000; // a tenth of the shortest series
    static const bool fine = quality_of(&thread_cpu_ns).step_ns <= fine_ns;
    return fine ? &thread_cpu_ns : &now_ns;
}

/// So many tasks are run to find one that costs little for its share.
constexpr std::size_t most_looked_at = 8;

/// Tasks from the middle of as many equal parts of the cell: the first, which may be unlike the
/// others, is one of them only where there are few.
std::vector<std::size_t> some_of(std::size_t tasks) {
    const auto parts = std::min(tasks, most_looked_at);
    std::vector<std::size_t> some;
    for (std::size_t part = 0; part < parts; ++part) {
        some.push_back((2 * part + 1) * tasks / (2 * parts));
    }
    return some;
}

/// Of these tasks the one that costs least for its share, by one run of each. Where tasks differ
/// and the workload does not say so, it is a short one: an ideal must not be too high.
std::size_t cheapest(const live_workload& work, const std::vector<std::size_t>& among) {
    std::size_t found = among.front();
    double least = std::numeric_limits<double>::infinity();
    auto* const cpu_ns = cost_clock();
    for (const auto index : among) {
        const auto start = cpu_ns();
        keep(work.compute(index, index + 1));
        const auto took = static_cast<double>(cpu_ns() - start);
        if (const double share = work.cost_share(index); share > 0 && took / share < least) {
            least = took / share;
            found = index;
        }
    }
    return found;
}

/// What the tasks of a cell cost beside each other, and which of them costs most.
std::size_t add_shares(const live_workload& work, std::size_t tasks, task_cost& cost) {
    std::size_t costliest = 0;
    double sum = 0;
    for (std::size_t i = 0; i < tasks; ++i) {
        const double share = work.cost_share(i);
        sum += share;
        if (share > work.cost_share(costliest)) {
            costliest = i;
        }
    }
    cost.mean_share = sum / static_cast<double>(tasks);
    cost.largest_share = work.cost_share(costliest);
    return costliest;
}

/// Confines the calling thread to one core. Neighbours may be hyperthreads of one: where there are
/// many cores, they are taken with gaps.
void stay_on_core(std::size_t nth) noexcept {
    constexpr std::size_t some = 16;
    cpu_set_t usable;
    CPU_ZERO(&usable);
    if (::sched_getaffinity(0, sizeof usable, &usable) != 0) {
        return;
    }
    const auto cores = static_cast<std::size_t>(CPU_COUNT(&usable));
    std::size_t left = nth * std::max<std::size_t>(cores / some, 1) % cores;
    for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &usable) && left-- == 0) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(core, &one);
            ::sched_setaffinity(0, sizeof one, &one); // refused: then on any
            return;
        }
    }
}

/// What a series may be: so many of them at least, and no more once so much time has passed.
struct series_limits {
    int fewest;
    int most;
    std::int64_t longest_total_ns;
};

std::int64_t best_of_series(const live_workload& work, std::size_t index,
                            const series_limits& limits) {
    constexpr std::int64_t shortest_series_ns = 50'000;
    std::int64_t best = INT64_MAX;
    std::size_t length = 1;
    std::uint64_t salt = 0;
    auto* const cpu_ns = cost_clock();
    const auto begin = now_ns();
    for (int series = 0; series < limits.most;) {
        const auto start = cpu_ns();
        for (std::size_t i = 0; i < length; ++i) {
            keep(work.compute(index, ++salt)); // what was computed before is not to be found
        }
        const auto took = cpu_ns() - start;
        if (took < shortest_series_ns && length < 1'000'000) {
            length *= 4;
            continue;
        }
        best = std::min(best, took / static_cast<std::int64_t>(length));
        ++series;
        if (series >= limits.fewest && now_ns() - begin > limits.longest_total_ns) {
            break;
        }
    }
    const double share = work.cost_share(index);
    const auto average = std::llround(static_cast<double>(best) / (share > 0 ? share : 1));
    return average < 1000 ? 0 : average;
}

} // namespace

std::int64_t solo_cpu_ns(const live_workload& work, std::size_t index) {
    return best_of_series(work, index, {.fewest = 3, .most = 20, .longest_total_ns = 20'000'000});
}

std::int64_t glance_cpu_ns(const live_workload& work, std::size_t index) {
    // a short one is timed again: one interruption of a single empty task looked like its cost
    return best_of_series(work, index, {.fewest = 1, .most = 3, .longest_total_ns = 1'000'000});
}

task_cost cost_of(const live_workload& work, std::size_t tasks) {
    task_cost cost{.wait_ns = work.wait_ns()};
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto own_ns = work.own_wait_ns(i);
        if (!own_ns) {
            break; // all are alike
        }
        cost.all_waits_ns += *own_ns;
        cost.longest_wait_ns = std::max(cost.longest_wait_ns, *own_ns);
    }
    cost.last_arrival_ns = tasks > 0 ? work.arrival_ns(tasks - 1) : 0;
    if (tasks == 0) {
        return cost;
    }
    auto looked_at = some_of(tasks);
    if (work.is_uneven()) {
        looked_at.push_back(add_shares(work, tasks, cost));
    }
    cost.timed = cheapest(work, looked_at);
    cost.cpu_ns = solo_cpu_ns(work, cost.timed);
    return cost;
}

std::int64_t cost_elsewhere(const live_workload& work, std::size_t tasks, std::size_t nth) {
    return std::async(std::launch::async,
                      [&] {
                          stay_on_core(nth);
                          return cost_of(work, tasks).cpu_ns;
                      })
        .get();
}

std::int64_t
least_cost(std::int64_t cost_ns, const std::function<bool(std::int64_t)>& in_doubt,
           const std::function<std::int64_t(std::chrono::milliseconds, std::size_t)>& time_again) {
    constexpr std::size_t most_timings = 12;
    constexpr std::size_t most_where_a_core_explains = 29;
    constexpr std::chrono::milliseconds step{10};
    constexpr std::int64_t longest_ns = 5'000'000'000;
    const auto begin = now_ns();
    const std::size_t most = in_doubt(cost_ns / 2) ? most_timings : most_where_a_core_explains;
    for (std::size_t timing = 0;
         timing < most && in_doubt(cost_ns) && now_ns() - begin < longest_ns; ++timing) {
        cost_ns = std::min(cost_ns, time_again(timing * step, timing));
    }
    return cost_ns;
}

std::int64_t granted_cpu_ns(std::int64_t solo_ns, std::int64_t quick_ns) {
    return std::max(std::min(solo_ns, quick_ns), solo_ns - solo_ns / 10);
}

std::int64_t quick_cpu_ns(const live_workload& work, std::span<const stamp> stamps) {
    std::vector<double> computed;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        if (stamps[i].ended_ns == 0) {
            continue; // a request that was not answered
        }
        const auto wait_ns = work.own_wait_ns(i).value_or(work.wait_ns());
        const auto took = static_cast<double>(stamps[i].ended_ns - stamps[i].started_ns - wait_ns);
        if (const double share = work.cost_share(i); share > 0) {
            computed.push_back(std::max(took, 0.0) / share);
        }
    }
    if (computed.empty()) {
        return INT64_MAX;
    }
    const auto quarter = computed.begin() + static_cast<std::ptrdiff_t>(computed.size() / 4);
    std::ranges::nth_element(computed, quarter);
    return std::llround(*quarter);
}

} // namespace crossover::bench
