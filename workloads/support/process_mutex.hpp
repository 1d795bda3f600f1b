#pragma once

#include "base/error.hpp"

#include <pthread.h>

namespace crossover::workloads {

/// A mutex that threads of several processes may use when it lies in memory that they share (POSIX,
/// PTHREAD_PROCESS_SHARED). A process that dies while it holds the mutex keeps it. Lockable, so
/// std::scoped_lock takes it.
class process_mutex {
public:
    process_mutex() {
        pthread_mutexattr_t attributes;
        check(::pthread_mutexattr_init(&attributes));
        check(::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED));
        check(::pthread_mutex_init(&mutex_, &attributes));
        ::pthread_mutexattr_destroy(&attributes);
    }
    process_mutex(const process_mutex&) = delete;
    process_mutex& operator=(const process_mutex&) = delete;
    ~process_mutex() { ::pthread_mutex_destroy(&mutex_); }

    void lock() noexcept {
        ::pthread_mutex_lock(&mutex_);
    } // neither robust nor error-checking: it cannot fail
    void unlock() noexcept { ::pthread_mutex_unlock(&mutex_); }

private:
    static void check(int result) {
        if (result != 0) {
            throw_errno(result, "making a mutex that processes share");
        }
    }

    pthread_mutex_t mutex_{};
};

} // namespace crossover::workloads
