#pragma once

#include "bench/counters/usage.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover::bench {

/// What a reading of a tree of processes found. Counts go on from the first process on.
struct tree_reading {
    usage used; ///< of all processes that live, and of those that were reaped below the root
    std::int64_t reaped_ns = 0; ///< CPU time of the latter, known to a tick (10 ms) only
};

/// All processes that descend from one, the root, which is none of them. They are looked at from
/// outside, and need not agree: a process of another language, or one that would rather not be
/// seen. What has been reaped by its parent still counts. Not thread-safe.
///
/// Where the root is a child subreaper, a process that has made itself a daemon is still below it.
class process_tree {
public:
    explicit process_tree(pid_t root) : root_(root) {}

    /// Looks for the processes anew and reads what they have used: some 20 us, and 10 us a thread.
    /// Context switches are those of threads that live.
    tree_reading read();

    /// CPU time of the processes that the last reading found, in ns: a system call for each. What a
    /// thread uses that is running at this moment is missing by up to a tick.
    [[nodiscard]] std::int64_t cpu_ns() const;

    /// Waits until the main threads of the processes that the last reading found sleep, for
    /// `patience_ns` at most: what they have used is known exactly then.
    void settle(std::int64_t patience_ns) const;

    /// The processes that the last reading found, a parent before its children.
    [[nodiscard]] const std::vector<pid_t>& members() const noexcept { return members_; }

    /// How many threads and processes the readings have found that the one before had not.
    [[nodiscard]] std::int64_t threads_seen() const noexcept { return threads_seen_; }
    [[nodiscard]] std::int64_t processes_seen() const noexcept { return processes_seen_; }

private:
    pid_t root_;
    std::vector<pid_t> members_;
    std::set<pid_t> threads_;
    std::set<pid_t> processes_;
    std::int64_t threads_seen_ = 0;
    std::int64_t processes_seen_ = 0;
};

/// The threads of a process; none when it has gone.
std::vector<pid_t> threads_of(pid_t pid);

/// The processes below `root`, a parent before its children, whichever thread has forked them.
std::vector<pid_t> descendants_of(pid_t root);

/// What is open and running in all processes below `root`.
footprint read_footprint_below(pid_t root);

/// Makes `peak_bytes_below` count from now on.
void reset_peak_below(pid_t root);

/// The most memory that was resident in the first process below `root` since `reset_peak_below`,
/// and what each other one holds for itself alone, in bytes.
std::int64_t peak_bytes_below(pid_t root);

/// What a thread has waited for a core since it began, in ns; 0 where the kernel does not tell.
/// `task` is a folder of /proc: `thread-self`, or a process, which means its main thread.
std::int64_t queued_ns(const std::string& task);

/// The same of all threads that a process has now.
std::int64_t queued_ns_of_threads(pid_t pid);

/// What the hypervisor has kept from all cores of this machine since it began, in ns, by `stat` (as
/// /proc/stat); 0 where there is none. The kernel tells it in steps of 10 ms, and a machine of many
/// cores takes a millisecond to write the file.
std::int64_t stolen_ns(const std::string& stat = "/proc/stat");

} // namespace crossover::bench
