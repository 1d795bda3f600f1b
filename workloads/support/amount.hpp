#pragma once

#include "base/clock.hpp"
#include "base/keep.hpp"
#include "workloads/support/parameters.hpp"
#include "workloads/support/task_cost.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

/// How much a task computes: in the computation's own unit, or in time by the speed that was
/// calibrated on this machine.
namespace crossover::workloads {

/// Units of work per microsecond of one core: the best of several runs of call(), each of which
/// does `units` of them and returns something that depends on all. Takes about 30 ms.
template <class Call>
double fastest_rate(double units, Call call) {
    constexpr std::int64_t patience_ns = 30'000'000;
    constexpr int fewest_runs = 5;
    std::int64_t best = INT64_MAX;
    const auto begin = now_ns();
    for (int run = 0; run < fewest_runs || now_ns() - begin < patience_ns; ++run) {
        const auto start = now_ns();
        keep(call());
        best = std::min(best, now_ns() - start);
    }
    return units * 1000.0 / static_cast<double>(best);
}

/// Units of work of one task: those that parameter `own` asks for when it is above 0, else as many
/// as one idle core does in `cpu_us`, at least one when that is above 0. `calibrate` measures the
/// rate when the run brought none for `computation`.
inline std::int64_t amount_of_work(const parameters& p, std::string_view own,
                                   std::string_view computation, double (*calibrate)()) {
    if (p[own] > 0 || p["cpu_us"] == 0) {
        return p[own];
    }
    const double rate = p.rate(computation) > 0 ? p.rate(computation) : calibrate();
    return std::max<std::int64_t>(std::llround(static_cast<double>(p["cpu_us"]) * rate), 1);
}

/// The CPU time of so many units of work at so many a microsecond, in nanoseconds; 0 where the rate
/// is not known, and below a microsecond, which no clock tells apart from nothing.
inline std::int64_t cpu_ns_of(std::int64_t units, double units_per_us) {
    const double ns = units_per_us > 0 ? static_cast<double>(units) * 1000 / units_per_us : 0;
    return ns < 1000 ? 0 : std::llround(ns);
}

/// What a task costs that computes as `amount_of_work` says: by the calibrated rate that the run
/// brought where it is sized in units, else `cpu_us`. Measures nothing.
inline task_cost cost_of_work(const parameters& p, std::string_view own,
                              std::string_view computation) {
    return {.cpu_ns = p[own] > 0 ? cpu_ns_of(p[own], p.rate(computation)) : p["cpu_us"] * 1000};
}

} // namespace crossover::workloads
