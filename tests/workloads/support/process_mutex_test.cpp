/// A mutex in memory that processes share.

#include "workloads/support/process_mutex.hpp"

#include "base/shared_memory.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

struct guarded_count {
    workloads::process_mutex mutex;
    volatile long count = 0;
    std::atomic<int> there = 0; ///< of two
};

/// Lets the other one run within each step, as soon as both are there.
void count_up(guarded_count& shared, long times) {
    shared.there.fetch_add(1);
    while (shared.there.load() < 2) {
        std::this_thread::yield();
    }
    for (long i = 0; i < times; ++i) {
        const std::scoped_lock held(shared.mutex);
        const long before = shared.count;
        std::this_thread::yield();
        shared.count = before + 1;
    }
}

constexpr long times_each = 2000;

TEST(ProcessMutex, LetsOneProcessInAtATime) {
    const shared_memory<guarded_count> shared;
    const pid_t child = ::fork();
    if (child == 0) {
        count_up(*shared, times_each);
        ::_exit(0);
    }
    count_up(*shared, times_each);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(shared->count, 2 * times_each);
}

TEST(ProcessMutex, LetsOneThreadInAtATime) {
    guarded_count shared;
    {
        const std::jthread one([&] { count_up(shared, times_each); });
        const std::jthread other([&] { count_up(shared, times_each); });
    }
    EXPECT_EQ(shared.count, 2 * times_each);
}

} // namespace
} // namespace crossover::tests
