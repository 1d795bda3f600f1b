#include "engines/support/die_with_parent.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace crossover::engines {
namespace {

/// Children inherit it as it is, and need not write to it. Aligned to be read and written with one
/// instruction.
struct alignas(2 * sizeof(pid_t)) family {
    pid_t forks = 0; ///< the process that has children of ours; in such a child, its parent
    pid_t its_parent = 0; ///< of use where it is such a child itself
};

std::atomic<family> known{family{}};
static_assert(std::atomic<family>::is_always_lock_free, "a signal handler reads it");

/// Does nothing in a process that did not ask for the signal: in the parent itself, and in a child
/// that somebody else forked.
void look_for_parent(int signal) {
    const int kept = errno;
    int asked_for = 0;
    ::prctl(PR_GET_PDEATHSIG, &asked_for);
    const family now = known.load(std::memory_order_relaxed);
    const pid_t parent = now.forks == ::getpid() ? now.its_parent : now.forks;
    if (asked_for == signal && ::getppid() != parent) {
        ::_exit(0);
    }
    errno = kept;
}

} // namespace

die_with_parent::die_with_parent() noexcept : parent_(::getpid()), signal_(SIGKILL) {
    if (::gettid() != parent_) {
        signal_ = SIGRTMAX; // libraries take from SIGRTMIN on
        catch_signal();
    }
}

void die_with_parent::catch_signal() noexcept {
    family before = known.load(std::memory_order_relaxed);
    while (before.forks != parent_ && !known.compare_exchange_weak(before, {parent_, before.forks},
                                                                   std::memory_order_relaxed)) {
    }
    struct sigaction action {};
    action.sa_handler = look_for_parent;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal_, &action, nullptr);
    sigset_t now;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &now);
    blocked_ = ::sigismember(&now, signal_) == 1;
}

void die_with_parent::begin() const noexcept {
    if (blocked_) {
        sigset_t only;
        ::sigemptyset(&only);
        ::sigaddset(&only, signal_);
        ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
    }
    ::prctl(PR_SET_PDEATHSIG, signal_);
    if (::getppid() != parent_) {
        ::_exit(0); // it died before the kernel was asked
    }
}

} // namespace crossover::engines
