#include "bench/sample/work_scaling.hpp"

#include "base/cpu_clock.hpp"
#include "base/keep.hpp"

#include <algorithm>
#include <cmath>

namespace crossover::bench {
namespace {

/// Long against what a task costs beside its work, and in whole units of the coarsest computation.
constexpr std::int64_t once_us = 2000;

std::unique_ptr<live_workload> computing_for(const workload_entry& w, double rate,
                                             std::int64_t us) {
    return w.make(parameters(w.name, w.parameters, {{"cpu_us", us}},
                             {.rates = {{w.name, rate}}, .texts = {}}));
}

/// The costliest of a few tasks: what a task costs beside its work weighs least in it.
std::size_t costliest(const live_workload& work) {
    constexpr std::size_t tasks = 64;
    std::size_t found = 0;
    for (std::size_t i = 1; i < tasks; ++i) {
        found = work.cost_share(i) > work.cost_share(found) ? i : found;
    }
    return found;
}

std::int64_t cpu_of_one(const live_workload& work, std::size_t index) {
    const auto start = thread_cpu_ns();
    keep(work.compute(index));
    return thread_cpu_ns() - start;
}

} // namespace

double scaling_of(const workload_entry& w, double rate) {
    const auto sized =
        std::ranges::any_of(w.parameters, [](const parameter& p) { return p.name == "cpu_us"; });
    if (!sized) {
        return 0;
    }
    constexpr int rounds = 8;
    constexpr int most_timings = 10;
    constexpr std::int64_t shortest_ns = 10'000;
    const auto once = computing_for(w, rate, once_us);
    const auto twice = computing_for(w, rate, 2 * once_us);
    const auto index = costliest(*once);
    std::int64_t once_ns = INT64_MAX;
    std::int64_t twice_ns = INT64_MAX;
    double ratio = 0;
    for (int timings = 0; timings < most_timings && !scales(ratio); ++timings) {
        for (int round = 0; round < rounds; ++round) {
            once_ns = std::min(once_ns, cpu_of_one(*once, index));
            twice_ns = std::min(twice_ns, cpu_of_one(*twice, index));
        }
        ratio = once_ns >= shortest_ns
                    ? static_cast<double>(twice_ns) / static_cast<double>(once_ns)
                    : 0;
    }
    return ratio;
}

bool scales(double ratio) {
    return std::abs(ratio - 2) <= 0.2;
}

} // namespace crossover::bench
