#include "engines/die_with_parent.hpp"

#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace crossover::engines {
namespace {

volatile pid_t awaited_parent = 0; ///< 0 in a process that does not die with its parent

void look_for_parent(int /*signal*/) {
    const int kept = errno;
    if (awaited_parent != 0 && ::getppid() != awaited_parent) {
        ::_exit(0);
    }
    errno = kept;
}

} // namespace

void will_have_children() noexcept {
    struct sigaction action {};
    action.sa_handler = look_for_parent;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGRTMAX, &action, nullptr); // the last one: libraries take theirs from SIGRTMIN on
}

void die_with_parent(pid_t parent) noexcept {
    const int signal = SIGRTMAX;
    awaited_parent = parent;
    sigset_t only;
    ::sigemptyset(&only);
    ::sigaddset(&only, signal);
    ::sigprocmask(SIG_UNBLOCK, &only, nullptr); // the forking thread may have blocked it
    ::prctl(PR_SET_PDEATHSIG, signal);
    if (::getppid() != parent) {
        ::_exit(0); // it died before the kernel was asked
    }
}

} // namespace crossover::engines
