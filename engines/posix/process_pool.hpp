#pragma once

#include "base/unique_fd.hpp"
#include "engines/posix/pool_control.hpp"
#include "engines/support/shared_array.hpp"
#include "engines/support/worker_processes.hpp"
#include "strategies/batch.hpp"
#include "strategies/concepts.hpp"
#include "strategies/process_call.hpp"
#include "strategies/runner.hpp"

#include <cstddef>
#include <functional>
#include <sys/types.h>
#include <vector>

namespace crossover::engines {

/// Worker processes, forked up front, that draw indices from a counter in shared memory and write
/// digests into shared arrays.
///
/// Between batches they sleep on a futex; the one that finishes the last task writes an eventfd.
/// The parent sleeps on that and on a pidfd of each worker, so that a death is seen at once; while
/// tasks arrive, before the next arrival and 10 ms later at most. Not thread-safe.
class shared_memory_pool {
public:
    /// Forks `width` workers; in each, `make()` prepares its body. Returns when all are ready.
    /// Throws what `make` threw in one of them, as run() does, and error(machine_limit) when the
    /// system refuses a process; those that were forked end first.
    shared_memory_pool(std::size_t width, const std::function<process_body()>& make);
    shared_memory_pool(const shared_memory_pool&) = delete;
    shared_memory_pool& operator=(const shared_memory_pool&) = delete;

    /// Runs a batch to its end; its arrays lie in memory that was shared before the pool was made.
    /// Throws the first failure of a task as an error with its text (511 bytes at most) and the
    /// exit code that tell_current (base/failure.hpp) gives it. When a worker dies, ends the others
    /// and throws error(internal) that names the worker and its signal or exit status; the pool is
    /// then of no more use.
    void run(const batch& b);

    /// Tasks that arrive one by one are let go by the thread that called `run`, and taken by
    /// whichever worker has nothing to do.
    static constexpr bool takes_arrivals = true;

    /// False once a worker has died: make a new pool.
    [[nodiscard]] bool usable() const noexcept { return why_given_up_.empty(); }
    [[nodiscard]] std::size_t width() const noexcept { return workers_.width(); }
    [[nodiscard]] std::vector<pid_t> workers() const { return workers_.pids(); }

    /// What the workers have used until they went to sleep after the last batch. Waits until all
    /// sleep.
    [[nodiscard]] worker_usage usage();

private:
    void await_done(const char* doing);
    void await_asleep();
    bool let_tasks_arrive(arrival_plan& plan);
    bool poll_once(int timeout_ms, const char* doing);
    [[noreturn]] void report_death(std::size_t worker, const char* doing);

    shared_array<pool_control> shared_{1};
    shared_array<worker_slot> slots_;
    unique_fd done_; ///< eventfd: the batch is over, or all are ready
    worker_processes workers_; ///< last: they end before what they share
    std::string why_given_up_; ///< "" while it is usable
};

static_assert(batch_process_pool<shared_memory_pool>);

} // namespace crossover::engines
