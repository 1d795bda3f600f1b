/// CPU time is counted to the moment, also of threads that run on.

#include "bench/counters/usage.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <gtest/gtest.h>
#include <pthread.h>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

std::int64_t cpu_ns_of(pthread_t thread) {
    clockid_t clock{};
    timespec now{};
    ::pthread_getcpuclockid(thread, &clock);
    ::clock_gettime(clock, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// A thread burns beyond each reading, and sleeps before the next begins: what is not seen at once
/// would never be.
TEST(Usage, CountsAThreadThatRunsOn) {
    std::atomic<bool> burn = false;
    std::atomic<bool> over = false;
    std::jthread worker([&] {
        while (!over) {
            while (burn) {
            }
            std::this_thread::sleep_for(100us);
        }
    });
    std::int64_t seen = 0;
    std::int64_t burnt = 0;
    for (int batch = 0; batch < 100; ++batch) {
        const auto before = bench::read_usage();
        const auto worker_before = cpu_ns_of(worker.native_handle());
        burn = true;
        std::this_thread::sleep_for(1ms);
        const auto used = bench::read_usage() - before;
        burnt += cpu_ns_of(worker.native_handle()) - worker_before;
        burn = false;
        std::this_thread::sleep_for(500us);
        seen += used.user_ns + used.system_ns;
    }
    over = true;
    EXPECT_GT(burnt, 20'000'000);
    EXPECT_GE(static_cast<double>(seen), 0.8 * static_cast<double>(burnt));
}

} // namespace
} // namespace crossover::tests
