/// The clock of a thread's own CPU time: what others use does not count, nor does waiting.

#include "base/cpu_clock.hpp"

#include <cstdint>
#include <ctime>
#include <gtest/gtest.h>
#include <thread>

namespace crossover::tests {
namespace {

constexpr std::int64_t cpu_burnt_ns = 20'000'000;

TEST(CpuClock, IsTheKernelsForTheCallingThread) {
    const auto read_ns = [] {
        timespec t{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return t.tv_sec * 1'000'000'000 + t.tv_nsec;
    };
    auto last = read_ns();
    for (int i = 0; i < 1000; ++i) {
        const auto now = thread_cpu_ns();
        ASSERT_GE(now, last);
        last = read_ns();
        ASSERT_GE(last, now);
    }
    EXPECT_GT(thread_cpu_ns(), 0);
}

TEST(CpuClock, CountsNeitherAnotherThreadNorTheWaitForIt) {
    const auto before = thread_cpu_ns();
    std::int64_t theirs = 0;
    std::thread([&theirs] {
        const auto began = thread_cpu_ns();
        while (theirs < cpu_burnt_ns) {
            theirs = thread_cpu_ns() - began;
        }
    }).join();
    EXPECT_LT(thread_cpu_ns() - before, theirs);
}

} // namespace
} // namespace crossover::tests
