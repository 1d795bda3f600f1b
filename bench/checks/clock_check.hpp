#pragma once

#include <cstdint>
#include <functional>
#include <string>

/// Whether the clock that times everything can be believed.
namespace crossover::bench {

/// How fine a clock is.
struct clock_quality {
    std::int64_t step_ns = 0; ///< the smallest difference of two readings that differ
    std::int64_t reading_ns = 0; ///< what a reading takes
};

/// Reads `clock` again and again until it has gone on a hundred times, or for two milliseconds and
/// three steps. A clock that stands still has a step of the largest number.
clock_quality quality_of(const std::function<std::int64_t()>& clock);

/// Where a measurement takes its clocks from, in nanoseconds: tests bring their own.
struct clocks {
    std::function<std::int64_t()>
        steady; ///< CLOCK_MONOTONIC: what times everything; stands still while the machine sleeps
    std::function<std::int64_t()> boot; ///< CLOCK_BOOTTIME: goes on then
    std::function<std::int64_t()>
        wall; ///< CLOCK_REALTIME: is slewed with the steady clock, and can be set
    std::int64_t step_ns = 0; ///< of the steady clock
};

/// The system's, their step measured once a process.
clocks system_clocks();

/// All clocks at one moment, as nearly as can be.
struct moment {
    std::int64_t steady_ns = 0;
    std::int64_t boot_ns = 0;
    std::int64_t wall_ns = 0;
    std::int64_t within_ns = 0; ///< the steady clock went on by so much while the others were read
};

/// Reads again when the thread was interrupted between the clocks: a moment is within 10 us, or the
/// best of 20.
moment read_moment(const clocks& from);

/// Why what was timed from `begin` to `end` cannot be believed: the machine slept, or a clock was
/// set. Empty when nothing is wrong.
///
/// Granted are a millisecond, what the moments are uncertain by, and 0.1 %: twice the 500 ppm by
/// which NTP slews a clock, although Linux slews all three alike.
std::string clock_trouble(const moment& begin, const moment& end);

/// What two readings of one clock, on different cores, may be wrong by: a microsecond, and a step
/// of the clock at either end.
constexpr std::int64_t clock_error_ns(std::int64_t clock_step_ns) noexcept {
    return 1000 + 2 * clock_step_ns;
}

/// True for a batch shorter than a hundred steps of its clock, which is not known to 1 %.
constexpr bool too_short(double makespan_ns, std::int64_t clock_step_ns) noexcept {
    return makespan_ns < 100.0 * static_cast<double>(clock_step_ns);
}

} // namespace crossover::bench
