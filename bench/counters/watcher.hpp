#pragma once

#include "base/unique_fd.hpp"
#include "bench/counters/usage.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace crossover::bench {

/// The most that was there at one moment, as far as it was seen.
struct peaks {
    footprint open; ///< of the process and its children, or of the program
    std::int64_t children_bytes = 0; ///< what all but the first held for themselves alone
};

/// Looks at this process and the children that it forks, or at a program, again and again while a
/// batch runs: threads and processes that a batch starts and ends cannot be counted after it.
///
/// It looks every 100 us or as often as it can, so what lives for a shorter time may be missed: a
/// lower bound. A process of its own, so that it is no thread beside a contender that forks. It
/// takes CPU time; no batch that is timed is watched.
class watcher {
public:
    /// Forks the one that looks, at this process and its children, or at all that descend from
    /// `root`. Children of this process that are there already are not counted. Throws
    /// error(machine_limit) when it is refused.
    explicit watcher(pid_t root = 0);
    watcher(const watcher&) = delete;
    watcher& operator=(const watcher&) = delete;
    ~watcher();

    /// Returns when the first reading has been taken. Throws error(internal) when the one that
    /// looks is gone.
    void start();

    /// Stops, and returns what was seen since `start`. Throws as `start`.
    peaks stop();

private:
    peaks ask(char order);
    [[nodiscard]] std::string how_it_ended() const;

    unique_fd line_; ///< orders go out, an answer comes back for each
    pid_t pid_ = 0;
};

} // namespace crossover::bench
