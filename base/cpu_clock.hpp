#pragma once

#include <cstdint>
#include <ctime>

namespace crossover {

/// Nanoseconds of CPU time that the calling thread has used, whoever else wants the core meanwhile.
/// About a microsecond.
inline std::int64_t thread_cpu_ns() noexcept {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

} // namespace crossover
