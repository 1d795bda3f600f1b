#pragma once

#include "bench/sample/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <sys/types.h>

namespace crossover::bench {

/// The deadline of tasks whose waits have none: a timer for each exchange would be measured with
/// it, and a thread or a process that blocks could not be reached by one. Where no task of a batch
/// has ended for some time, it kills the process that they wait for. The kernel closes that one's
/// connections, so every wait fails at once, in whatever thread or process it is.
///
/// It looks twice in that time, from a handler of SIGRTMIN on the thread that made it, by a timer
/// of the kernel's: to a batch that ends before it adds nothing, to a longer one an interrupted
/// call now and then. A batch in which one task alone is stuck is given up once the others have
/// ended. One at a time.
class stall_watchdog {
public:
    /// Begins to watch a batch of the first `tasks` tasks of `left`; `pid` 0: does nothing. Throws
    /// std::system_error when there is no timer.
    stall_watchdog(const outcomes& left, std::size_t tasks, pid_t pid, std::int64_t patience_ns);
    stall_watchdog(const stall_watchdog&) = delete;
    stall_watchdog& operator=(const stall_watchdog&) = delete;
    ~stall_watchdog();

    /// Whether the process was killed.
    [[nodiscard]] bool has_ended_it() const noexcept;

private:
    bool watching_;
    timer_t timer_{};
};

} // namespace crossover::bench
