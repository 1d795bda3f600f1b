#pragma once

#include "base/unique_fd.hpp"
#include "engines/posix/shared_block.hpp"
#include "strategies/batch.hpp"
#include "strategies/runner.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover::engines {

/// Worker processes, forked up front, that draw indices from a counter in shared memory and write digests into shared arrays.
///
/// Between batches they sleep on a futex; the one that finishes the last task writes an eventfd. The parent sleeps on that and on a
/// pidfd of each worker, so that a death is seen at once. Fork before the process has threads. Not thread-safe.
class shared_memory_pool {
public:
    /// What a worker does with an index of a batch.
    using body = std::function<void(const batch&, std::size_t)>;

    /// Forks `width` workers; in each, `make()` prepares its body. Returns when all are ready. Throws what `make` threw in one of
    /// them, as run() does, and error(machine_limit) when the system refuses a process; those that were forked end first.
    shared_memory_pool(std::size_t width, const std::function<body()>& make);
    shared_memory_pool(const shared_memory_pool&) = delete;
    shared_memory_pool& operator=(const shared_memory_pool&) = delete;
    ~shared_memory_pool();

    /// Runs a batch to its end. Rethrows the first failure of a task with its text (511 bytes at most): an error as one of its
    /// code, all else as std::runtime_error. When a worker dies, ends the others and throws error(internal) that names the worker
    /// and its signal or exit status; the pool is then of no more use.
    void run(const batch& b);

    [[nodiscard]] std::size_t width() const noexcept { return pids_.size(); }
    [[nodiscard]] std::vector<pid_t> workers() const { return pids_; }

    /// What the workers have used until they went to sleep after the last batch. Waits until all sleep.
    [[nodiscard]] worker_usage usage();

private:
    void fork_worker(std::size_t worker, const std::function<body()>& make);
    void watch(int fd, std::uint64_t tag);
    void await_done(const char* doing);
    void await_asleep();
    bool poll_once(int timeout_ms, const char* doing);
    void report_death(std::size_t worker, const char* doing);
    void end() noexcept;

    shared_block shared_;
    unique_fd done_; ///< eventfd: the batch is over, or all are ready
    unique_fd epoll_;
    std::vector<pid_t> pids_;
    std::vector<unique_fd> pidfds_;
    bool broken_ = false;
};

} // namespace crossover::engines
