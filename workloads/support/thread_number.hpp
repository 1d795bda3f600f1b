#pragma once

#include <sys/types.h>

namespace crossover::workloads {

/// The kernel's number of the calling thread, which no other thread on the machine has. About a
/// nanosecond: the system call is made once a thread, and again after a fork. Thread-safe.
pid_t thread_number() noexcept;

} // namespace crossover::workloads
