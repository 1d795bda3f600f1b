#include "workloads/support/dialogue.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <poll.h>

namespace crossover::wait {
namespace {

void sleep_until(std::int64_t when_ns) {
    const timespec until = to_timespec(when_ns);
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

/// Returns when the descriptor is ready, when the time is over, or a little before that.
void poll_for(int fd, short events, std::int64_t until_ns) {
    pollfd watched{.fd = fd, .events = events, .revents = 0};
    const timespec left = to_timespec(
        std::max<std::int64_t>(until_ns == next_step::never ? 0 : until_ns - now_ns(), 0));
    if (::ppoll(&watched, 1, until_ns == next_step::never ? nullptr : &left, nullptr) < 0 &&
        errno != EINTR) {
        throw_errno(errno, "polling a descriptor");
    }
}

} // namespace

std::uint64_t dialogue_machine::block(std::uint64_t index) {
    for (auto step = begin(index); step.what != next_step::need::nothing; step = go_on()) {
        switch (step.what) {
        case next_step::need::readable:
            poll_for(descriptor(), POLLIN, step.until_ns);
            break;
        case next_step::need::writable:
            poll_for(descriptor(), POLLOUT, step.until_ns);
            break;
        case next_step::need::time:
            sleep_until(step.until_ns);
            break;
        case next_step::need::nothing:
            break;
        }
    }
    return answer();
}

} // namespace crossover::wait
