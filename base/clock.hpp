#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace crossover {

/// Nanoseconds of the steady clock (CLOCK_MONOTONIC), the one clock of every stamp in the suite.
/// Thread-safe; comparable between processes of one machine; about 25 ns through the vDSO.
inline std::int64_t now_ns() noexcept {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

/// Splits nanoseconds into the kernel's representation. Precondition: ns >= 0.
inline timespec to_timespec(std::int64_t ns) noexcept {
    return {.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
}

} // namespace crossover
