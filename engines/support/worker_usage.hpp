#pragma once

#include "strategies/runner.hpp"

#include <sys/resource.h>
#include <sys/time.h>

namespace crossover::engines {

/// Adds what one worker says it has used.
inline void add_usage(worker_usage& sum, const rusage& used) noexcept {
    const auto ns = [](const timeval& t) { return t.tv_sec * 1'000'000'000 + t.tv_usec * 1000; };
    sum.user_ns += ns(used.ru_utime);
    sum.system_ns += ns(used.ru_stime);
    sum.voluntary_switches += used.ru_nvcsw;
    sum.involuntary_switches += used.ru_nivcsw;
}

/// What this process has used, and the children that it has reaped: the commands that its tasks
/// ran.
inline rusage usage_with_children() noexcept {
    rusage own{};
    rusage children{};
    ::getrusage(RUSAGE_SELF, &own); // fails only for an unknown `who`
    ::getrusage(RUSAGE_CHILDREN, &children);
    timeradd(&own.ru_utime, &children.ru_utime, &own.ru_utime);
    timeradd(&own.ru_stime, &children.ru_stime, &own.ru_stime);
    own.ru_nvcsw += children.ru_nvcsw;
    own.ru_nivcsw += children.ru_nivcsw;
    return own;
}

} // namespace crossover::engines
