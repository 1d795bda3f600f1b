#pragma once

#include <sys/types.h>

namespace crossover::engines {

/// To be called before the fork by the process whose children die with it: they inherit the handler, and each is the faster for it.
void will_have_children() noexcept;

/// Makes the calling process, which `parent` has just forked, end at once when `parent` does, whatever it is running.
///
/// The kernel's parent-death signal comes when the *thread* that forked ends; a pool must outlive the thread that made it, so the
/// signal is one that is caught (SIGRTMAX), and the handler looks whether the process is still there. A task that blocks every
/// signal is not reached while it does. For a process of one thread, right after the fork; allocates nothing.
/// Precondition: `parent` has called will_have_children().
void die_with_parent(pid_t parent) noexcept;

} // namespace crossover::engines
