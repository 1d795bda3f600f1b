#include "engines/posix/task_processes.hpp"

#include "base/error.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/posix/fate.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover::engines {

task_processes::task_processes(std::size_t width)
    : shared_(0), places_(width), pidfds_(width), polled_(width, pollfd{-1, POLLIN, 0}) {
    free_.reserve(width);
    for (std::size_t at = width; at > 0; --at) {
        free_.push_back(at - 1);
    }
}

void task_processes::for_each(std::size_t n, const std::function<void(std::size_t, std::size_t)>& body) {
    pool_control& control = shared_.control();
    forget_failure(control);
    try {
        for (std::size_t i = 0; i < n && !control.failing.load(std::memory_order_acquire); ++i) {
            if (free_.empty()) {
                reap_any();
            }
            fork_one(free_.back(), i, body);
        }
        reap_all();
    } catch (...) {
        for (const auto& p : places_) {
            if (p.pid != 0) {
                ::kill(p.pid, SIGKILL);
            }
        }
        control.failing.store(true, std::memory_order_release);
        reap_all();
        throw;
    }
    rethrow_failure(control);
}

void task_processes::fork_one(std::size_t at, std::size_t index,
                              const std::function<void(std::size_t, std::size_t)>& body) {
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() == parent) {
            guarded(shared_.control(), [&] { body(index, at); });
        }
        ::_exit(0);
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit, std::string("cannot start a process for task ") + std::to_string(index) +
                                                  " (" + std::strerror(errno) +
                                                  "); lower --limit or raise the process limit with ulimit -u");
    }
    free_.pop_back();
    places_[at] = {pid, index};
    pidfds_[at].reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    polled_[at].fd = pidfds_[at].get();
    if (!pidfds_[at]) {
        throw_errno(errno, "opening a child's pidfd");
    }
}

void task_processes::reap(std::size_t at) {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(places_[at].pid), &info, WEXITED) != 0 && errno == EINTR) {
    }
    const place was = places_[at];
    places_[at] = {};
    pidfds_[at].reset();
    polled_[at].fd = -1; // poll() passes over it
    free_.push_back(at);
    const bool ended_well = info.si_code == CLD_EXITED && info.si_status == 0;
    if (!ended_well && !shared_.control().failing.load(std::memory_order_acquire)) {
        throw error(exit_code::internal, "the process of task " + std::to_string(was.index) + " (pid " +
                                             std::to_string(was.pid) + ") " + fate(info) + "; the batch was given up");
    }
}

void task_processes::reap_any() {
    while (::poll(polled_.data(), polled_.size(), -1) < 0) {
        if (errno != EINTR) {
            throw_errno(errno, "waiting for a child");
        }
    }
    for (std::size_t at = 0; at < polled_.size(); ++at) {
        if (polled_[at].fd >= 0 && (polled_[at].revents & POLLIN) != 0) {
            reap(at);
        }
    }
}

void task_processes::reap_all() {
    for (std::size_t at = 0; at < places_.size(); ++at) {
        if (places_[at].pid != 0) {
            reap(at);
        }
    }
}

} // namespace crossover::engines
