#include "engines/posix/task_processes.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"
#include "base/unique_fd.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/support/die_with_parent.hpp"
#include "engines/support/exit_text.hpp"
#include "engines/support/pool_width.hpp"
#include "strategies/stop.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace crossover::engines {

namespace {

void require_children_to_wait_for() {
    struct sigaction now {};
    ::sigaction(SIGCHLD, nullptr, &now);
    if (now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT) != 0) {
        throw error(exit_code::bad_input, "this process ignores SIGCHLD, so that it cannot wait "
                                          "for a child; give the signal its default "
                                          "action (SIG_DFL) before tasks are forked");
    }
}

} // namespace

task_processes::task_processes(std::size_t width)
    : ended_(pool_width(width)), places_(width), pidfds_(width) {
    free_.reserve(width);
    for (std::size_t at = width; at > 0; --at) {
        free_.push_back(at - 1);
    }
}

void task_processes::for_each(std::size_t n,
                              const std::function<void(std::size_t, std::size_t)>& body,
                              const std::stop_token* stop) {
    require_children_to_wait_for();
    pool_control& control = shared_[0];
    forget_failure(control);
    const auto cancel = [&control]() noexcept {
        control.failing.store(true, std::memory_order_release);
    };
    const on_stop stopping(stop, cancel);
    const die_with_parent dying;
    try {
        for (std::size_t i = 0; i < n && !control.failing.load(std::memory_order_acquire); ++i) {
            if (free_.empty()) {
                reap_any();
            }
            fork_one(free_.back(), i, body, dying);
        }
        reap_all();
    } catch (...) {
        control.failing.store(true, std::memory_order_release); // what else ends badly is not told
        kill_all();
        throw;
    }
    rethrow_failure(control);
}

void task_processes::fork_one(std::size_t at, std::size_t index,
                              const std::function<void(std::size_t, std::size_t)>& body,
                              const die_with_parent& dying) {
    ended_[at].store(false, std::memory_order_relaxed);
    const pid_t pid = ::fork();
    if (pid == 0) {
        dying.begin();
        guarded(shared_[0], [&] { body(index, at); });
        ended_[at].store(true, std::memory_order_release);
        ::_exit(0);
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit,
                    std::string("cannot start a process for task ") + std::to_string(index) + " (" +
                        std::strerror(errno) + "); lower --limit or " + process_limit_advice());
    }
    free_.pop_back();
    places_[at] = {pid, index};
}

void task_processes::reap(std::size_t at) {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(places_[at].pid), &info, WEXITED) != 0 &&
           errno == EINTR) {
    }
    const place was = places_[at];
    places_[at] = {};
    pidfds_[at].reset();
    free_.push_back(at);
    if (!ended_[at].load(std::memory_order_acquire) &&
        !shared_[0].failing.load(std::memory_order_acquire)) {
        throw error(exit_code::internal, "the process of task " + std::to_string(was.index) +
                                             " (pid " + std::to_string(was.pid) + ") " +
                                             exit_text(info) + "; the batch was given up");
    }
}

void task_processes::reap_any() {
    siginfo_t ended{};
    while (::waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) !=
           0) { // only looks: the child may be somebody else's
        if (errno != EINTR) {
            throw_errno(errno, "waiting for a child");
        }
    }
    const auto ours = std::find_if(places_.begin(), places_.end(),
                                   [&](const place& p) { return p.pid == ended.si_pid; });
    if (ours != places_.end()) {
        reap(static_cast<std::size_t>(ours - places_.begin()));
    } else {
        reap_beside_others();
    }
}

/// A child that is not ours has ended, and until its owner reaps it a look at all children may show
/// no other.
void task_processes::reap_beside_others() {
    std::vector<pollfd> polled(places_.size(),
                               pollfd{-1, POLLIN, 0}); // poll() passes over negative ones
    for (std::size_t at = 0; at < places_.size(); ++at) {
        if (places_[at].pid == 0) {
            continue;
        }
        if (!pidfds_[at]) {
            pidfds_[at].reset(static_cast<int>(::syscall(SYS_pidfd_open, places_[at].pid, 0)));
            if (!pidfds_[at] && (errno == ENOSYS || errno == EPERM || errno == EACCES)) {
                return look_at_each(); // an old kernel, or a container that refuses the call
            }
            if (!pidfds_[at]) {
                throw_errno(errno, "opening a child's pidfd");
            }
        }
        polled[at].fd = pidfds_[at].get();
    }
    while (::poll(polled.data(), polled.size(), -1) < 0) {
        if (errno != EINTR) {
            throw_errno(errno, "waiting for a child");
        }
    }
    for (std::size_t at = 0; at < places_.size(); ++at) {
        if ((polled[at].revents & POLLIN) != 0) {
            reap(at);
        }
    }
}

void task_processes::look_at_each() {
    for (bool any = false; !any; ::usleep(1000)) {
        for (std::size_t at = 0; at < places_.size(); ++at) {
            siginfo_t info{};
            if (places_[at].pid != 0 &&
                ::waitid(P_PID, static_cast<id_t>(places_[at].pid), &info,
                         WEXITED | WNOHANG | WNOWAIT) == 0 &&
                info.si_pid != 0) {
                reap(at);
                any = true;
            }
        }
    }
}

void task_processes::kill_all() {
    for (const auto& p : places_) {
        if (p.pid != 0) {
            ::kill(p.pid, SIGKILL);
        }
    }
    for (std::size_t at = 0; at < places_.size(); ++at) {
        if (places_[at].pid != 0) {
            reap(at);
        }
    }
}

void task_processes::reap_all() {
    while (any_left()) { // as they end, not in the order of places: a death is told while others
                         // still run
        reap_any();
    }
}

} // namespace crossover::engines
