#pragma once

#include <csignal>
#include <sys/time.h>

namespace crossover::tests {

/// Signals that do nothing but interrupt, every half millisecond while it lives, to whichever
/// thread does not block SIGALRM.
class ringing {
public:
    ringing() {
        struct sigaction ring {};
        ring.sa_handler = [](int) {};
        ::sigaction(SIGALRM, &ring, nullptr);
        const itimerval often{{0, 500}, {0, 500}};
        ::setitimer(ITIMER_REAL, &often, nullptr);
    }
    ~ringing() {
        const itimerval never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
    }
    ringing(const ringing&) = delete;
    ringing& operator=(const ringing&) = delete;
};

} // namespace crossover::tests
