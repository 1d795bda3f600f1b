#pragma once

#include "base/unique_fd.hpp"
#include "engines/posix/pool_control.hpp"
#include "engines/support/die_with_parent.hpp"
#include "engines/support/shared_array.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <sys/types.h>
#include <vector>

namespace crossover::engines {

/// A forked process for each task, at most `width` at once. Not thread-safe.
class task_processes {
public:
    explicit task_processes(std::size_t width);
    task_processes(const task_processes&) = delete;
    task_processes& operator=(const task_processes&) = delete;
    ~task_processes() = default; // for_each leaves no child behind

    [[nodiscard]] std::size_t width() const noexcept { return places_.size(); }

    /// Runs body(i, place) for every i below n, each in a child of its own; no two at once have the
    /// same place, in [0, width). Rethrows the first failure as shared_memory_pool::run() does,
    /// error(internal) when a child is killed or exits before its task has ended,
    /// error(machine_limit) when the system refuses a process, error(bad_input) while this process
    /// ignores SIGCHLD. Then no child is left. After a request to stop no further child is started.
    void for_each(std::size_t n, const std::function<void(std::size_t, std::size_t)>& body,
                  const std::stop_token* stop = nullptr);

private:
    struct place {
        pid_t pid = 0; ///< 0: free
        std::size_t index = 0;
    };

    void fork_one(std::size_t at, std::size_t index,
                  const std::function<void(std::size_t, std::size_t)>& body,
                  const die_with_parent& dying);
    void reap(std::size_t at);
    void reap_any();
    void reap_beside_others();
    void look_at_each();
    void reap_all();
    void kill_all();
    [[nodiscard]] bool any_left() const noexcept { return free_.size() < places_.size(); }

    shared_array<pool_control> shared_{1};
    shared_array<std::atomic<bool>>
        ended_; ///< of each place: its task came to an end, and did not just leave the process
    std::vector<place> places_;
    std::vector<unique_fd>
        pidfds_; ///< of each place, once a child of somebody else's made them necessary
    std::vector<std::size_t> free_;
};

} // namespace crossover::engines
