#include "bench/checks/clock_check.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace crossover::bench {
namespace {

template <clockid_t Id>
std::int64_t read() {
    timespec t{};
    ::clock_gettime(Id, &t);
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

/// How far `other` went beyond the steady clock, when that is more than measuring explains; else 0.
std::int64_t astray(std::int64_t other_ns, std::int64_t steady_ns, std::int64_t uncertain_ns) {
    constexpr std::int64_t granted_ns = 1'000'000;
    constexpr std::int64_t granted_share = 1000; // one in so many
    const auto granted = granted_ns + uncertain_ns + steady_ns / granted_share;
    const auto apart = other_ns - steady_ns;
    return std::abs(apart) > granted ? apart : 0;
}

std::string milliseconds(std::int64_t ns) {
    return std::to_string((ns + 500'000) / 1'000'000) + " ms";
}

} // namespace

clock_quality quality_of(const std::function<std::int64_t()>& clock) {
    constexpr int steps_wanted = 100;
    constexpr int fewest = 3;
    constexpr std::int64_t patience_ns = 2'000'000;
    constexpr std::int64_t most_readings = 10'000'000; // half a second: it stands still
    clock_quality found{.step_ns = INT64_MAX};
    const auto begin = clock();
    auto last = begin;
    int steps = 0;
    std::int64_t readings = 0;
    while (readings < most_readings && steps < steps_wanted &&
           (steps < fewest || last - begin < patience_ns)) {
        const auto now = clock();
        ++readings;
        if (now > last) {
            found.step_ns = std::min(found.step_ns, now - last);
            ++steps;
        }
        last = now;
    }
    found.reading_ns = (last - begin) / std::max<std::int64_t>(readings, 1);
    return found;
}

clocks system_clocks() {
    static const auto step_ns = quality_of(&now_ns).step_ns;
    return {&now_ns, &read<CLOCK_BOOTTIME>, &read<CLOCK_REALTIME>, step_ns};
}

moment read_moment(const clocks& from) {
    constexpr std::int64_t together_ns = 10'000;
    constexpr int most_tries = 20;
    moment best{.within_ns = INT64_MAX};
    for (int tries = 0; tries < most_tries && best.within_ns > together_ns; ++tries) {
        moment now{.steady_ns = from.steady(), .boot_ns = from.boot(), .wall_ns = from.wall()};
        now.within_ns = from.steady() - now.steady_ns;
        if (now.within_ns < best.within_ns) {
            best = now;
        }
    }
    return best;
}

std::string clock_trouble(const moment& begin, const moment& end) {
    const auto steady = end.steady_ns - begin.steady_ns;
    const auto uncertain = begin.within_ns + end.within_ns;
    if (const auto slept = astray(end.boot_ns - begin.boot_ns, steady, uncertain); slept != 0) {
        return "the machine slept for " + milliseconds(slept) + " while it was measured for " +
               milliseconds(steady) + "; keep it awake and measure again";
    }
    if (const auto set = astray(end.wall_ns - begin.wall_ns, steady, uncertain); set != 0) {
        return "the wall clock went " + milliseconds(std::abs(set)) +
               (set > 0 ? " further" : " less far") + " than the steady clock in " +
               milliseconds(steady) + ": one of them was set or stood still; measure again";
    }
    return {};
}

} // namespace crossover::bench
