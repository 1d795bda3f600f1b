#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <limits>

namespace crossover {

/// a + b, or the end of the range that it would run over. Never overflows.
[[nodiscard]] constexpr std::int64_t saturating_add(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) {
        return sum;
    }
    return b > 0 ? std::numeric_limits<std::int64_t>::max()
                 : std::numeric_limits<std::int64_t>::min();
}

/// The moment that lies `after` from now on the steady clock, in nanoseconds. What lies beyond the
/// clock's end is its end, which never comes: `nanoseconds::max()` means for ever. Thread-safe.
[[nodiscard]] inline std::int64_t from_now_ns(std::chrono::nanoseconds after) noexcept {
    return saturating_add(now_ns(), after.count());
}

} // namespace crossover
