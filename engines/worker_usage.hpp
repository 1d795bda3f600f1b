#pragma once

#include "strategies/runner.hpp"

#include <sys/resource.h>

namespace crossover::engines {

/// Adds what one worker says it has used.
inline void add_usage(worker_usage& sum, const rusage& used) noexcept {
    const auto ns = [](const timeval& t) { return t.tv_sec * 1'000'000'000 + t.tv_usec * 1000; };
    sum.user_ns += ns(used.ru_utime);
    sum.system_ns += ns(used.ru_stime);
    sum.voluntary_switches += used.ru_nvcsw;
    sum.involuntary_switches += used.ru_nivcsw;
}

} // namespace crossover::engines
