#include "workloads/servers/tcp_server_poller.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/servers/tcp_server_deadlines.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace crossover::servers {
namespace {

// The number is the same on every architecture; C libraries before 2.33 may not name it.
#ifdef SYS_epoll_pwait2
constexpr long epoll_pwait2_number = SYS_epoll_pwait2;
#else
constexpr long epoll_pwait2_number = 441;
#endif

int precise_epoll_wait(int epoll, epoll_event* events, int capacity, const timespec* timeout) {
    return static_cast<int>(
        ::syscall(epoll_pwait2_number, epoll, events, capacity, timeout, nullptr, std::size_t{0}));
}

} // namespace

poller::poller(bool force_timerfd) : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) {
        throw_errno(errno, "opening an epoll set");
    }
    // The default slack lets the kernel wake the thread 50 us late.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);

    const timespec at_once{};
    if (!force_timerfd && precise_epoll_wait(epoll_.get(), events_, batch, &at_once) >= 0) {
        return;
    }
    timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    if (!timer_) {
        throw_errno(errno, "opening a timerfd");
    }
    // Edge-triggered: setting the timer clears it, so it is never read.
    add(timer_.get(), EPOLLIN | EPOLLET, timer_key);
}

void poller::add(int fd, std::uint32_t events, std::uint64_t key) {
    epoll_event event{.events = events, .data = {.u64 = key}};
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) < 0) {
        throw_errno(errno, "watching descriptor " + std::to_string(fd));
    }
}

void poller::rearm(int fd, std::uint32_t events, std::uint64_t key) noexcept {
    epoll_event event{.events = events, .data = {.u64 = key}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event);
}

std::span<epoll_event> poller::wait(std::int64_t due_ns) {
    int count = 0;
    if (due_ns == deadline_queue::never || timer_) {
        if (due_ns != deadline_queue::never) {
            arm_timer(due_ns);
        }
        count = ::epoll_wait(epoll_.get(), events_, batch, -1);
    } else {
        count = wait_exactly(due_ns);
    }
    if (count < 0 && errno != EINTR) {
        throw_errno(errno, "waiting on an epoll set");
    }
    return {events_, static_cast<std::size_t>(std::max(count, 0))};
}

int poller::wait_exactly(std::int64_t due_ns) noexcept {
    auto remaining_ns = std::max(due_ns - now_ns(), std::int64_t{0});
    // Whatever the timer slack, the kernel may be late by a thousandth of the time-out
    // (select_estimate_accuracy in fs/select.c). A long wait is therefore made in two steps; above
    // 2 ms, for there that lateness begins to cost more than a wake-up does.
    if (remaining_ns > 2'000'000) {
        remaining_ns -= remaining_ns / 500;
    }
    const auto timeout = to_timespec(remaining_ns);
    return precise_epoll_wait(epoll_.get(), events_, batch, &timeout);
}

void poller::arm_timer(std::int64_t due_ns) {
    if (due_ns == armed_ns_) {
        return;
    }
    const itimerspec when{.it_interval = {}, .it_value = to_timespec(due_ns)};
    if (::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr) < 0) {
        throw_errno(errno, "setting a timerfd");
    }
    armed_ns_ = due_ns;
}

} // namespace crossover::servers
