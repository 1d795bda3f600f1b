/// What workers have used is added up, in nanoseconds, their children with them.

#include "engines/support/worker_usage.hpp"

#include <cstdint>
#include <ctime>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

TEST(WorkerUsage, IsAddedUpFieldByField) {
    rusage used{};
    used.ru_utime = {.tv_sec = 2, .tv_usec = 3};
    used.ru_stime = {.tv_sec = 4, .tv_usec = 5};
    used.ru_nvcsw = 6;
    used.ru_nivcsw = 7;
    worker_usage sum;
    engines::add_usage(sum, used);
    engines::add_usage(sum, used);
    EXPECT_EQ(sum.user_ns, 4'000'006'000);
    EXPECT_EQ(sum.system_ns, 8'000'010'000);
    EXPECT_EQ(sum.voluntary_switches, 12);
    EXPECT_EQ(sum.involuntary_switches, 14);
}

worker_usage usage_of(int who) {
    rusage used{};
    ::getrusage(who, &used);
    worker_usage sum;
    engines::add_usage(sum, used);
    return sum;
}

/// The child has used far more than this process does between two readings.
TEST(WorkerUsage, CountsTheChildrenThatWereReaped) {
    if (::fork() == 0) {
        constexpr timespec moment{.tv_sec = 0, .tv_nsec = 1000};
        for (int i = 0; i < 200; ++i) {
            ::nanosleep(&moment, nullptr);
        }
        while (::clock() < CLOCKS_PER_SEC / 50) { // 20 ms of a core
        }
        ::_exit(0);
    }
    ::wait(nullptr);
    const auto before = usage_of(RUSAGE_SELF);
    worker_usage both;
    engines::add_usage(both, engines::usage_with_children());
    const auto after = usage_of(RUSAGE_SELF);
    const auto children = usage_of(RUSAGE_CHILDREN);
    EXPECT_GE(children.voluntary_switches, 100) << "a sleep so short may find that it is over";
    const auto expect_between = [&](std::int64_t worker_usage::*field) {
        EXPECT_GE(both.*field, before.*field + children.*field);
        EXPECT_LE(both.*field, after.*field + children.*field);
    };
    expect_between(&worker_usage::user_ns);
    expect_between(&worker_usage::system_ns);
    expect_between(&worker_usage::voluntary_switches);
    expect_between(&worker_usage::involuntary_switches);
}

} // namespace
} // namespace crossover::tests
