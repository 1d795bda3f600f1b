#include "bench/counters/creations.hpp"

#include <atomic>
#include <dlfcn.h>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define CROSSOVER_FOREIGN_THREADS
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CROSSOVER_FOREIGN_THREADS
#endif

namespace crossover::bench {
namespace {

struct counters {
    std::atomic<std::int64_t> threads = 0;
    std::atomic<std::int64_t> processes = 0;
    std::atomic<std::int64_t> connections = 0;
};

constinit counters own_counters; ///< until there are shared ones
constinit std::atomic<counters*> in_use = &own_counters;

counters& current() noexcept {
    return *in_use.load(std::memory_order_relaxed);
}

} // namespace

creations operator-(const creations& later, const creations& earlier) noexcept {
    return {later.threads - earlier.threads, later.processes - earlier.processes,
            later.connections - earlier.connections};
}

void share_creation_counts() noexcept {
    if (&current() != &own_counters) {
        return;
    }
    void* const memory = ::mmap(nullptr, sizeof(counters), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        in_use.store(new (memory) counters, std::memory_order_relaxed);
    }
}

creations creations_so_far() noexcept {
    const counters& c = current();
    return {c.threads.load(std::memory_order_relaxed), c.processes.load(std::memory_order_relaxed),
            c.connections.load(std::memory_order_relaxed)};
}

#ifdef CROSSOVER_FOREIGN_THREADS

bool can_count_creations() noexcept {
    return false;
}

} // namespace crossover::bench

#else

bool can_count_creations() noexcept {
    return true;
}

namespace {

/// A function of the C library, found at its first call. No lock: a fork beside it must not leave
/// one behind.
template <class Function>
class real {
public:
    constexpr explicit real(const char* name) noexcept : name_(name) {}

    Function* operator*() noexcept {
        auto* found = found_.load(std::memory_order_relaxed);
        if (found == nullptr) {
            found = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
            found_.store(found, std::memory_order_relaxed);
        }
        return found;
    }

private:
    const char* name_;
    std::atomic<Function*> found_ = nullptr;
};

constinit real<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>
    real_pthread_create("pthread_create");
constinit real<pid_t()> real_fork("fork");
constinit real<int(int, const sockaddr*, socklen_t)> real_connect("connect");

} // namespace
} // namespace crossover::bench

extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
    using namespace crossover::bench;
    const int failed = (*real_pthread_create)(thread, attributes, start, argument);
    if (failed == 0) { // counted when it is there: one that is being started has not ended
        current().threads.fetch_add(1, std::memory_order_relaxed);
    }
    return failed;
}

pid_t fork() noexcept {
    using namespace crossover::bench;
    current().processes.fetch_add(1, std::memory_order_relaxed);
    return (*real_fork)();
}

int connect(int descriptor, const sockaddr* address, socklen_t bytes) {
    using namespace crossover::bench;
    current().connections.fetch_add(1, std::memory_order_relaxed);
    return (*real_connect)(descriptor, address, bytes);
}
}

#endif
