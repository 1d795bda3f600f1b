#pragma once

#include <sys/types.h>

namespace crossover::engines {

/// Makes children of the calling process end at once when it does, whatever they are running.
///
/// The kernel's parent-death signal comes when the *thread* that forked ends. The main thread ends
/// with its process (unless it calls pthread_exit: children go with it then), so its children get
/// SIGKILL, which reaches whoever is stopped or blocks every signal. A pool that was made on
/// another thread must outlive that thread, so there the signal is one that is caught (SIGRTMAX),
/// and the handler looks whether the process is still there: a child that is stopped ends when it
/// is continued, and one that blocks every signal when it no longer does. All that can be done
/// before the fork is done there: a child that touches a page of code or data for the first time
/// pays for it with a fault.
class die_with_parent {
public:
    /// In the parent, on the thread that will fork. Thread-safe.
    die_with_parent() noexcept;

    /// In the child, which has one thread, right after the fork. Allocates nothing.
    void begin() const noexcept;

private:
    void catch_signal() noexcept;

    pid_t parent_;
    int signal_;
    bool blocked_ =
        false; ///< the one that is caught: by the thread that forks, and so in its children
};

} // namespace crossover::engines
