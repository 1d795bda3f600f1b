#pragma once

#include "bench/checks/clock_check.hpp"

#include <cstdint>
#include <string>

/// Whether the clock that times everything goes as fast as time does. It is held against what the
/// kernel counts by itself, for all clocks that a process reads may be slow alike.
namespace crossover::bench {

/// Two readings at one moment, in nanoseconds.
struct pace {
    std::int64_t steady_ns = 0;
    std::int64_t uptime_ns = 0; ///< as /proc/uptime tells it, in steps of 10 ms; 0: it is not there
};
pace read_pace(const clocks& from);

/// Why the steady clock went at another pace than the kernel's count from `begin` to `end`; empty
/// when it did not, and where nothing is counted. Granted are two steps of 10 ms and 1 %: a clock
/// that is off by a tenth is seen from a quarter of a second on.
std::string pace_trouble(const pace& begin, const pace& end);

/// Sleeps 5 ms, and says why the steady clock cannot be believed when it has gone less far: the
/// kernel wakes nobody early. Granted are 0.2 % and the clock's steps. A sleep may last longer than
/// asked, which hides a slow clock: it is taken again, up to ten times, until it lasted no more
/// than 5 % longer. A clock that is fast is not seen.
std::string slowness(const clocks& from);

} // namespace crossover::bench
