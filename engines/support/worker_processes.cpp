#include "engines/support/worker_processes.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"
#include "engines/support/die_with_parent.hpp"
#include "engines/support/exit_text.hpp"
#include "engines/support/pool_width.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::engines {

worker_processes::worker_processes(std::size_t width)
    : width_(pool_width(width)), owner_(::getpid()), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) {
        throw_errno(errno, "preparing a process pool");
    }
    pids_.reserve(width);
    pidfds_.reserve(width);
}

bool worker_processes::fork_next() {
    const die_with_parent dying;
    const pid_t pid = ::fork();
    if (pid == 0) {
        dying.begin();
        ::signal(SIGINT, SIG_IGN);
        epoll_.reset();
        return true;
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit,
                    "cannot start worker process " + std::to_string(pids_.size() + 1) + " of " +
                        std::to_string(width_) + " (" + std::strerror(errno) +
                        "); lower --limit or " + process_limit_advice());
    }
    pids_.push_back(pid);
    return false;
}

void worker_processes::leave() noexcept {
    ::_exit(0);
}

void worker_processes::watch_deaths() {
    for (std::size_t worker = 0; worker < pids_.size(); ++worker) {
        unique_fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pids_[worker], 0)));
        if (!pidfd) {
            throw error(exit_code::machine_limit,
                        "cannot watch worker process " + std::to_string(worker + 1) + " of " +
                            std::to_string(width_) + " (" + std::strerror(errno) +
                            "); lower --limit or raise the descriptor limit with ulimit -n");
        }
        watch(pidfd.get(), first_death_tag + worker);
        pidfds_.push_back(std::move(pidfd));
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
    pollfd death{pidfds_[worker].get(), POLLIN, 0};
    int result = 0;
    do {
        result = ::poll(&death, 1, patience_ms);
    } while (result < 0 && errno == EINTR);
    return result > 0;
}

std::string worker_processes::name(std::size_t worker) const {
    return "worker process " + std::to_string(worker) + " (pid " + std::to_string(pids_[worker]) +
           ")";
}

std::string worker_processes::death_text(std::size_t worker) const {
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
    pidfds_.clear(); // a loop that watches descriptor() is told no more
}

} // namespace crossover::engines
