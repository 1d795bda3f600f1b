#include "bench/sample/stall_watchdog.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"

#include <cerrno>
#include <csignal>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid // glibc has no name for it before 2.37
#endif

namespace crossover::bench {
namespace {

/// Two checks in a row at which nothing has happened are silence. One is not: it comes at once when
/// this process goes on after it was stopped.
constexpr int checks = 2;

/// What the handler knows. It runs on the thread that changes this, so nothing comes in between.
struct {
    const outcomes* left;
    std::size_t tasks;
    pid_t pid;
    volatile std::size_t done;
    volatile int in_vain;
    volatile bool ended;
} watched{};

void check(int /*signal*/) {
    if (watched.left == nullptr || watched.ended) {
        return; // it came late
    }
    const auto done = watched.left->done(watched.tasks);
    watched.in_vain = done == watched.done ? watched.in_vain + 1 : 0;
    watched.done = done;
    if (watched.in_vain == checks) {
        watched.ended = true;
        ::kill(watched.pid, SIGKILL); // not reaped before its owner has gone: the number is its own
    }
}

} // namespace

stall_watchdog::stall_watchdog(const outcomes& left, std::size_t tasks, pid_t pid,
                               std::int64_t patience_ns)
    : watching_(pid > 0) {
    if (!watching_) {
        return;
    }
    struct sigaction action {};
    action.sa_handler = &check;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGRTMIN, &action, nullptr);
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN;
    event.sigev_notify_thread_id = ::gettid();
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
        throw_errno(errno, "making a timer");
    }
    watched = {.left = &left, .tasks = tasks, .pid = pid, .done = 0, .in_vain = 0, .ended = false};
    const timespec period = to_timespec(patience_ns / checks);
    const itimerspec times{.it_interval = period, .it_value = period};
    ::timer_settime(timer_, 0, &times, nullptr);
}

stall_watchdog::~stall_watchdog() {
    if (watching_) {
        ::timer_delete(timer_);
        watched.left = nullptr;
    }
}

bool stall_watchdog::has_ended_it() const noexcept {
    return watching_ && watched.ended;
}

} // namespace crossover::bench
