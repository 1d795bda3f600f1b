#pragma once

#include "base/unique_fd.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <sys/epoll.h>
#include <sys/types.h>
#include <vector>

namespace crossover::engines {

/// The worker processes of a pool as their parent sees them: forked, watched for death beside
/// whatever else the pool watches, killed and reaped. Not thread-safe.
///
/// A death is seen by the worker's pidfd. Where the system refuses pidfd_open (before Linux 5.3,
/// and in some containers) it is seen by the end of a pipe that only the worker holds, and so a
/// little later when the worker has children of its own, which hold it too.
class worker_processes {
public:
    /// Throws std::invalid_argument when `width` is 0.
    explicit worker_processes(std::size_t width);
    worker_processes(const worker_processes&) = delete;
    worker_processes& operator=(const worker_processes&) = delete;
    ~worker_processes() { end(); }

    /// Forks the next worker, which calls `life()`, ignores SIGINT (Ctrl-C is the parent's to
    /// handle) and dies with its parent. Throws error(machine_limit) when the system refuses. For
    /// what is safe beside live threads see docs/LIMITATIONS.md.
    template <class Life>
    void fork(const Life& life) {
        if (fork_next()) {
            life();
            leave();
        }
    }

    /// From now on `wait()` tells of deaths, of those that have happened too. After the last fork:
    /// a pidfd that is open before would be inherited by every later worker.
    void watch_deaths();

    /// Tells of `events` on `fd` as well; `tag` is below first_death_tag.
    void watch(int fd, std::uint64_t tag, std::uint32_t events = EPOLLIN) const;
    void change(int fd, std::uint64_t tag, std::uint32_t events) const;

    /// What happened within `timeout_ms` (-1: waits until something does). Valid until the next
    /// call.
    [[nodiscard]] std::span<const epoll_event> wait(int timeout_ms);

    static constexpr std::uint64_t first_death_tag = std::uint64_t{1}
                                                     << 32; ///< plus the worker's number

    /// True once the worker has ended; waits for it for at most `patience_ms`.
    [[nodiscard]] bool is_dead(std::size_t worker, int patience_ms) const;

    /// `worker process 1 (pid 4711) was killed by signal 9 (SIGKILL)`. Precondition: it is dead.
    [[nodiscard]] std::string death_text(std::size_t worker) const;
    /// Why a worker has ended that could not reach its parent any more.
    static constexpr const char* cut_off_text =
        " because a task had closed a descriptor that it had not opened";
    /// What a pool says that was given up because of `why`, when it is asked to run another batch.
    [[nodiscard]] static std::string given_up_text(const std::string& why) {
        return "a process pool that was given up cannot run another batch; make a new one (" + why +
               ")";
    }
    /// `worker process 1 (pid 4711)`
    [[nodiscard]] std::string name(std::size_t worker) const;

    /// Kills all that live, and reaps all. They are not asked: a worker that is stopped or stuck
    /// could not answer.
    void end() noexcept;

    /// Readable while `wait(0)` would tell something: for an event loop that watches the pool.
    [[nodiscard]] int descriptor() const noexcept { return epoll_.get(); }
    [[nodiscard]] const std::vector<pid_t>& pids() const noexcept { return pids_; }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

private:
    /// A pipe: its reading end tells when nobody holds the other one any more.
    struct lifeline {
        unique_fd seen;
        unique_fd held;
    };
    /// A pipe ends a moment before its process has: so many tries, a millisecond apart.
    static constexpr int most_tries = 1000;

    bool fork_next();
    [[nodiscard]] lifeline make_lifeline() const;
    [[nodiscard]] bool has_ended(std::size_t worker) const;
    [[noreturn]] void cannot_watch(std::size_t worker) const;
    [[noreturn]] static void leave() noexcept;
    void control(int operation, int fd, std::uint64_t tag, std::uint32_t events) const;

    std::size_t width_;
    pid_t owner_; ///< a copy of this object in a child that somebody forks ends nobody
    bool by_lifelines_; ///< no pidfds here
    unique_fd epoll_;
    std::vector<pid_t> pids_;
    std::vector<unique_fd> deaths_; ///< each readable when a worker has ended
    std::array<epoll_event, 64>
        events_{}; ///< at once; a pool of a thousand workers needs several rounds
};

} // namespace crossover::engines
