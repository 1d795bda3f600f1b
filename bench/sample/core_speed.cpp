#include "bench/sample/core_speed.hpp"

#include "base/clock.hpp"
#include "base/cpu_clock.hpp"
#include "base/digest.hpp"
#include "base/keep.hpp"
#include "bench/checks/clock_check.hpp"

#include <array>
#include <cmath>

namespace crossover::bench {

cost_clock_fn cost_clock() {
    constexpr std::int64_t fine_ns = 5000; // a tenth of the shortest series
    static const bool fine = quality_of(&thread_cpu_ns).step_ns <= fine_ns;
    return fine ? &thread_cpu_ns : &now_ns;
}

std::int64_t fixed_spin_ns() {
    constexpr int spins = 3;
    constexpr int rounds = 1000;
    auto* const clock = cost_clock();
    auto least = std::numeric_limits<std::int64_t>::max();
    for (int spin = 0; spin < spins; ++spin) {
        // Chains that do not wait for one another: a neighbour on the same physical core takes
        // ports, not time between two steps of one.
        std::array<std::uint64_t, 8> chains{1, 2, 3, 4, 5, 6, 7, 8};
        const auto start = clock();
        for (int round = 0; round < rounds; ++round) {
            for (auto& chain : chains) {
                chain = mix(chain);
            }
        }
        for (const auto chain : chains) {
            keep(chain);
        }
        least = std::min(least, clock() - start);
    }
    return least;
}

std::int64_t core_speed::in_batches(std::int64_t solo_ns) const {
    constexpr double most_gained = 0.5;
    if (task_ns_ == none || batch_ns_ >= task_ns_) {
        return solo_ns;
    }
    const double gained = static_cast<double>(batch_ns_) / static_cast<double>(task_ns_);
    return std::llround(static_cast<double>(solo_ns) * std::max(gained, most_gained));
}

} // namespace crossover::bench
