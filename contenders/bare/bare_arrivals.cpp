// How late a thread wakes for requests that arrive at a rate, by clock_nanosleep and by epoll with
// a timerfd: what the kernel allows to any generator of requests.
#include "base/clock.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <random>
#include <span>
#include <string>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace crossover;

void check(int result, const char* what) {
    if (result < 0) {
        throw_errno(errno, what);
    }
}

class by_nanosleep {
public:
    static void wait_until(std::int64_t when_ns) {
        const timespec until = to_timespec(when_ns);
        while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
        }
    }
};

class by_epoll {
public:
    by_epoll() {
        check(timer_, "timerfd_create");
        check(epoll_, "epoll_create1");
        epoll_event event{.events = EPOLLIN, .data = {}};
        check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event), "epoll_ctl");
    }
    by_epoll(const by_epoll&) = delete;
    by_epoll& operator=(const by_epoll&) = delete;
    ~by_epoll() {
        ::close(epoll_);
        ::close(timer_);
    }

    void wait_until(std::int64_t when_ns) const {
        const itimerspec until{.it_interval = {}, .it_value = to_timespec(when_ns)};
        check(::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &until, nullptr), "timerfd_settime");
        epoll_event event{};
        while (::epoll_wait(epoll_, &event, 1, -1) != 1) {
        }
    }

private:
    int timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
};

/// The median and the 99th percentile of how late the thread was, in us.
template <class Clock>
std::string lateness(const Clock& clock, std::span<const std::int64_t> after_ns) {
    std::vector<std::int64_t> late;
    late.reserve(after_ns.size());
    const auto start = now_ns() + 1'000'000;
    for (const auto after : after_ns) {
        const auto at = start + after;
        if (now_ns() < at) {
            clock.wait_until(at);
        }
        late.push_back(now_ns() - at);
    }
    std::ranges::sort(late);
    const auto us = [&late](std::size_t percent) {
        return std::to_string(static_cast<double>(late[(late.size() - 1) * percent / 100]) / 1e3);
    };
    return "{\"p50\": " + us(50) + ", \"p99\": " + us(99) + "}";
}

std::int64_t positive(const char* text) {
    std::int64_t value = 0;
    const auto end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, value);
    return read.ec == std::errc{} && read.ptr == end && value <= 10'000'000 ? value : 0;
}

} // namespace

int main(int count, char** arguments) {
    const auto rate = count == 3 ? positive(arguments[1]) : 0;
    const auto requests = count == 3 ? positive(arguments[2]) : 0;
    if (rate < 1 || requests < 1) {
        std::fprintf(stderr, "usage: bare_arrivals RATE REQUESTS: whole numbers up to 10000000, "
                             "a second and in all\n");
        return 2;
    }
    ::prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // as the bench's generator has it
    std::mt19937_64 random(1);
    std::exponential_distribution<double> gap(static_cast<double>(rate) / 1e9);
    std::vector<std::int64_t> after(static_cast<std::size_t>(requests));
    double at = 0;
    std::ranges::generate(after, [&] { return static_cast<std::int64_t>(at += gap(random)); });
    try {
        const auto sleeps = lateness(by_nanosleep(), after);
        const auto polls = lateness(by_epoll(), after);
        std::printf("{\"clock_nanosleep\": %s, \"epoll_wait\": %s}\n", sleeps.c_str(),
                    polls.c_str());
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bare_arrivals: %s\n", failure.what());
        return 1;
    }
    return 0;
}
