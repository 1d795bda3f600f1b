#include "bench/checks/pace_check.hpp"

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace crossover::bench {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::string in_ms(std::int64_t ns) {
    return std::to_string((ns + ms / 2) / ms) + " ms";
}

/// True when it slept to the end: no signal woke it.
bool sleep_for(std::int64_t ns) {
    const timespec time{.tv_sec = 0, .tv_nsec = static_cast<long>(ns)};
    return ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr) == 0;
}

} // namespace

pace read_pace(const clocks& from) {
    double seconds = 0;
    std::ifstream uptime("/proc/uptime");
    const pace now{.steady_ns = from.steady()};
    if (!(uptime >> seconds)) {
        return now;
    }
    return {now.steady_ns, std::llround(seconds * 1e9)};
}

std::string pace_trouble(const pace& begin, const pace& end) {
    constexpr std::int64_t granted_ns = 20 * ms;
    constexpr std::int64_t granted_share = 100; // one in so many
    if (begin.uptime_ns == 0 || end.uptime_ns == 0) {
        return {};
    }
    const auto counted = end.uptime_ns - begin.uptime_ns;
    const auto steady = end.steady_ns - begin.steady_ns;
    if (std::abs(steady - counted) <= granted_ns + counted / granted_share) {
        return {};
    }
    return "the steady clock went " + in_ms(steady) + " while the kernel counted " +
           in_ms(counted) + ": no time that it measured can be believed, the sample is void";
}

std::string slowness(const clocks& from) {
    constexpr std::int64_t asleep_ns = 5 * ms;
    constexpr std::int64_t granted_share = 500; // one in so many
    constexpr std::int64_t hardly_longer = 20; // one in so many
    constexpr int most_tries = 10;
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto start = from.steady();
        if (!sleep_for(asleep_ns)) {
            continue;
        }
        const auto went = from.steady() - start;
        const auto granted = clock_error_ns(from.step_ns) + asleep_ns / granted_share;
        if (went + granted < asleep_ns) {
            return "the steady clock went " + std::to_string(went / 1000) +
                   " us in a sleep of 5000 us: it is slow, no time that it measured can be "
                   "believed, the sample is void";
        }
        if (went < asleep_ns + asleep_ns / hardly_longer) {
            return {};
        }
    }
    return {}; // the machine is too busy to tell; the kernel's count is held against it too
}

} // namespace crossover::bench
