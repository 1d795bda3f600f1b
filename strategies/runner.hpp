#pragma once

#include "base/error.hpp"
#include "strategies/batch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover {

/// How many tasks a cell has, and how many of them may be in flight.
struct batch_size {
    std::size_t tasks = 0;
    std::size_t limit = 0;
    bool open = false; ///< they arrive one by one (strategies/arrivals.hpp)
    std::optional<std::size_t> queue = {}; ///< so many may stand in line then; nothing: any number
    std::optional<std::size_t> at_once = {}; ///< so many can be there then, for who sends them
                                             ///< waits for answers; nothing: all
};

/// How many tasks of a cell can be there at once: what is in flight without a limit.
constexpr std::size_t most_present(const batch_size& s) noexcept {
    return std::min(s.tasks, s.at_once.value_or(s.tasks));
}

/// What worker processes that still live have used so far.
struct worker_usage {
    std::int64_t user_ns = 0;
    std::int64_t system_ns = 0;
    std::int64_t voluntary_switches = 0;
    std::int64_t involuntary_switches = 0;
};

/// How late a loop's heartbeat was, beat by beat, in nanoseconds.
class lag_log {
public:
    lag_log() {
        late_ns_.reserve(expected_beats);
    } // growing would take time from the loop that is watched
    void add(std::int64_t late_ns) { late_ns_.push_back(late_ns); }
    [[nodiscard]] std::vector<std::int64_t>& late_ns() noexcept { return late_ns_; }

private:
    static constexpr std::size_t expected_beats = 4096;
    std::vector<std::int64_t> late_ns_;
};

/// A contender that is a program, a process of its own: what the runner that talks to it knows.
struct program_view {
    pid_t root = 0; ///< whose descendants are all processes of the program; itself none of them
    std::int64_t started_ns = 0; ///< of the last batch, on the steady clock
    std::int64_t makespan_ns = 0; ///< of the last batch, by the program's clock, held against ours
    std::int64_t contract_ns = 0; ///< of the last batch: from its order to its answer, less itself
    std::int64_t idle_bytes = 0; ///< resident before it was asked to prepare anything
    std::int64_t threads_seen = 0; ///< different ones, so far
    std::int64_t processes_seen = 0;
};

/// A contender, set up for one cell: it holds its threads, loops, connections or processes until it
/// is destroyed.
class runner {
public:
    runner() = default;

    /// Throws error(bad_input) when the limit is 0.
    explicit runner(const batch_size& s) {
        if (s.limit == 0) {
            throw error(exit_code::bad_input, "a limit of 0 lets none of " +
                                                  std::to_string(s.tasks) +
                                                  " tasks run; give 1 or more");
        }
    }
    runner(const runner&) = delete;
    runner& operator=(const runner&) = delete;
    virtual ~runner() = default;

    /// Runs a batch to its end: the one virtual call. At most the cell's number of tasks. Rethrows
    /// the first failure of a task, unless the batch collects them; throws batch_cancelled when it
    /// was cancelled from outside. Then no task is still running. Not thread-safe.
    virtual void run(const batch& b) = 0;

    /// The same beside a heartbeat on the contender's event loop, which notes how late it is. False
    /// when there is no loop, or none that can be watched; then nothing was run.
    virtual bool run_watched(const batch& /*b*/, lag_log& /*lag*/) { return false; }

    /// What a batch starts anew for each task in flight, and ends: it can be seen only while the
    /// batch runs.
    enum class per_task { nothing, thread, process };
    [[nodiscard]] virtual per_task starts() const { return per_task::nothing; }

    /// The live worker processes of this contender.
    [[nodiscard]] virtual std::vector<pid_t> workers() const { return {}; }

    /// Null for a contender that runs in this process; then its processes are the workers.
    [[nodiscard]] virtual const program_view* program() const noexcept { return nullptr; }

    /// Ends what the destructor would end, and throws what that could not: a program that does not
    /// end as it was told to. No batch follows.
    virtual void close() {}

    /// What those workers have used until the end of the last batch; zero when there are none.
    [[nodiscard]] virtual worker_usage usage() { return {}; }
};

} // namespace crossover
