#include "engines/support/worker_processes.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"
#include "engines/support/die_with_parent.hpp"
#include "engines/support/exit_text.hpp"
#include "engines/support/pool_width.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossover::engines {

namespace {

/// An old kernel, or a container, that refuses pidfd_open: a limit that is reached is not that.
bool pidfds_are_refused() {
    const unique_fd own(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
    return !own && (errno == ENOSYS || errno == EPERM || errno == EACCES);
}

} // namespace

worker_processes::worker_processes(std::size_t width)
    : width_(pool_width(width)),
      owner_(::getpid()),
      by_lifelines_(pidfds_are_refused()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) {
        throw_errno(errno, "preparing a process pool");
    }
    pids_.reserve(width);
    deaths_.reserve(width);
}

bool worker_processes::fork_next() {
    const die_with_parent dying;
    lifeline line = by_lifelines_ ? make_lifeline() : lifeline{};
    const pid_t pid = ::fork();
    if (pid == 0) {
        dying.begin();
        ::signal(SIGINT, SIG_IGN);
        epoll_.reset();
        static_cast<void>(line.held.release()); // open until this process has ended
        return true;
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit,
                    "cannot start worker process " + std::to_string(pids_.size() + 1) + " of " +
                        std::to_string(width_) + " (" + std::strerror(errno) +
                        "); lower --limit or " + process_limit_advice());
    }
    pids_.push_back(pid);
    if (by_lifelines_) {
        deaths_.push_back(std::move(line.seen));
    }
    return false;
}

worker_processes::lifeline worker_processes::make_lifeline() const {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        cannot_watch(pids_.size());
    }
    return {.seen = unique_fd(ends[0]), .held = unique_fd(ends[1])};
}

void worker_processes::cannot_watch(std::size_t worker) const {
    throw error(exit_code::machine_limit,
                "cannot watch worker process " + std::to_string(worker + 1) + " of " +
                    std::to_string(width_) + " (" + std::strerror(errno) +
                    "); lower --limit or raise the descriptor limit with ulimit -n");
}

void worker_processes::leave() noexcept {
    ::_exit(0);
}

void worker_processes::watch_deaths() {
    for (std::size_t worker = 0; worker < pids_.size(); ++worker) {
        if (!by_lifelines_) {
            deaths_.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, pids_[worker], 0)));
        }
        if (!deaths_[worker]) {
            cannot_watch(worker);
        }
        watch(deaths_[worker].get(), first_death_tag + worker);
    }
}

void worker_processes::control(int operation, int fd, std::uint64_t tag,
                               std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0) {
        throw_errno(errno, "watching a worker process");
    }
}

void worker_processes::watch(int fd, std::uint64_t tag, std::uint32_t events) const {
    control(EPOLL_CTL_ADD, fd, tag, events);
}

void worker_processes::change(int fd, std::uint64_t tag, std::uint32_t events) const {
    control(EPOLL_CTL_MOD, fd, tag, events);
}

std::span<const epoll_event> worker_processes::wait(int timeout_ms) {
    const int ready =
        ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), timeout_ms);
    if (ready < 0 && errno != EINTR) {
        throw_errno(errno, "waiting for worker processes");
    }
    return {events_.data(), ready > 0 ? static_cast<std::size_t>(ready) : 0};
}

bool worker_processes::is_dead(std::size_t worker, int patience_ms) const {
    pollfd death{deaths_[worker].get(), POLLIN, 0};
    int result = 0;
    do {
        result = ::poll(&death, 1, patience_ms);
    } while (result < 0 && errno == EINTR);
    return result > 0 && (!by_lifelines_ || has_ended(worker));
}

bool worker_processes::has_ended(std::size_t worker) const {
    for (int tries = 0; tries < most_tries; ++tries) {
        siginfo_t info{};
        const int failed =
            ::waitid(P_PID, static_cast<id_t>(pids_[worker]), &info, WEXITED | WNOHANG | WNOWAIT);
        if (failed != 0 || info.si_pid != 0) {
            return true;
        }
        ::usleep(1000);
    }
    return false;
}

std::string worker_processes::name(std::size_t worker) const {
    return "worker process " + std::to_string(worker) + " (pid " + std::to_string(pids_[worker]) +
           ")";
}

std::string worker_processes::death_text(std::size_t worker) const {
    if (by_lifelines_ && !has_ended(worker)) {
        return name(worker) + " can be watched no longer";
    }
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pids_[worker]), &info,
             WEXITED | WNOHANG | WNOWAIT); // reaped with the others
    return name(worker) + " " + exit_text(info);
}

void worker_processes::end() noexcept {
    if (::getpid() != owner_) {
        return;
    }
    for (const pid_t pid : pids_) {
        ::kill(pid, SIGKILL);
    }
    for (const pid_t pid : pids_) {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    pids_.clear();
    deaths_.clear(); // a loop that watches descriptor() is told no more
}

} // namespace crossover::engines
