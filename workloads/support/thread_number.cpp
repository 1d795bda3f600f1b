#include "workloads/support/thread_number.hpp"

#include <pthread.h>
#include <unistd.h>

namespace crossover::workloads {
namespace {

thread_local pid_t number = 0;

/// A child inherits the number of the thread that forked it.
[[maybe_unused]] const int forgotten_in_children =
    ::pthread_atfork(nullptr, nullptr, [] { number = 0; });

} // namespace

pid_t thread_number() noexcept {
    if (number == 0) {
        number = ::gettid();
    }
    return number;
}

} // namespace crossover::workloads
