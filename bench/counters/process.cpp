#include "bench/counters/process.hpp"

#include <climits>
#include <csignal>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace crossover::bench {

void prepare_process() {
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    ::mallopt(M_TRIM_THRESHOLD, INT_MAX);
    ::mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that glibc takes
    ::signal(
        SIGPIPE,
        SIG_IGN); // a broken connection is an error of its exchange, not the end of the process
    ::signal(SIGCHLD,
             SIG_DFL); // whoever started this may ignore it, and then nobody can wait for a child
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE,
                    &limit); // what it allows is checked where descriptors are needed
    }
}

} // namespace crossover::bench
