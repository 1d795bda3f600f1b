#pragma once

#include "base/error.hpp"
#include "strategies/runner.hpp"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace crossover::baselines {

/// Forked children that run a function until they are killed, with this object or with the parent.
class worker_processes {
public:
    worker_processes() = default;
    worker_processes(const worker_processes&) = delete;
    worker_processes& operator=(const worker_processes&) = delete;
    ~worker_processes() {
        for (const pid_t pid : pids_) {
            ::kill(pid, SIGKILL);
        }
        for (const pid_t pid : pids_) {
            while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
    }

    /// Forks one more. `serve` must not throw; when it returns the child ends.
    template <class Serve>
    void start(const Serve& serve) {
        const pid_t parent = ::getpid();
        const pid_t pid = ::fork();
        if (pid < 0) {
            throw_errno(errno, "starting a worker process");
        }
        if (pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() == parent) {
                serve();
            }
            ::_exit(1);
        }
        pids_.push_back(pid);
    }

    [[nodiscard]] const std::vector<pid_t>& pids() const noexcept { return pids_; }

    /// What the live workers have used. Their clocks do not tell user from system time: all of it
    /// counts as user time.
    [[nodiscard]] worker_usage usage() const {
        worker_usage sum;
        for (const pid_t pid : pids_) {
            clockid_t clock = 0;
            timespec used{};
            if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &used) == 0) {
                sum.user_ns += used.tv_sec * 1'000'000'000 + used.tv_nsec;
            }
        }
        return sum;
    }

private:
    std::vector<pid_t> pids_;
};

} // namespace crossover::baselines
