#include "bench/sample/ideal.hpp"
#include "tests/support/ms.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <sched.h>
#include <string>

namespace crossover::tests {
namespace {

using bench::best_makespan;
using bench::impossible;

using tests::ms;

TEST(Ideal, OfNothingIsUnknown) {
    EXPECT_EQ(best_makespan({.wait_ns = 5 * ms}, 0, 1, 2).ns, 0);
    EXPECT_STREQ(best_makespan({}, 100, 1, 2).kind, "none");
    EXPECT_FALSE(impossible(0, best_makespan({}, 100, 1, 2)));
}

TEST(Ideal, OfWaitingIsOneWaitForEachRound) {
    EXPECT_EQ(best_makespan({.wait_ns = 200 * ms}, 10, 10, 2).ns, 200 * ms);
    EXPECT_STREQ(best_makespan({.wait_ns = 200 * ms}, 10, 10, 2).kind, "wait");
    EXPECT_EQ(best_makespan({.wait_ns = 200 * ms}, 10, 1, 2).ns, 2000 * ms);
    EXPECT_STREQ(best_makespan({.wait_ns = 200 * ms}, 10, 1, 2).kind, "limit");
    EXPECT_EQ(best_makespan({.wait_ns = 200 * ms}, 10, 4, 2).ns, 600 * ms)
        << "three rounds, the last one half empty";
    EXPECT_EQ(best_makespan({.wait_ns = 200 * ms}, 10, 1000, 2).ns, 200 * ms);
}

TEST(Ideal, OfComputingIsSharedByTheCores) {
    EXPECT_EQ(best_makespan({.cpu_ns = ms}, 10, 10, 2).ns, 5 * ms);
    EXPECT_STREQ(best_makespan({.cpu_ns = ms}, 10, 10, 2).kind, "cpu");
    EXPECT_EQ(best_makespan({.cpu_ns = ms}, 10, 10, 0.5).ns, 20 * ms);
    EXPECT_EQ(best_makespan({.cpu_ns = ms}, 1, 1, 8).ns, ms) << "one task cannot be split";
}

TEST(Ideal, OfTasksThatArriveIsWhenTheLastOneCanBeDone) {
    const task_cost arriving{.wait_ns = 2 * ms, .cpu_ns = ms, .last_arrival_ns = 30 * ms};
    EXPECT_EQ(best_makespan(arriving, 10, 10, 2).ns, 32 * ms);
    EXPECT_STREQ(best_makespan(arriving, 10, 10, 2).kind, "arrival");
    EXPECT_EQ(best_makespan(arriving, 100, 10, 2).ns, 50 * ms)
        << "where computing takes longer, that";
}

TEST(Ideal, OfUnevenTasksCountsTheirShares) {
    const task_cost uneven{.cpu_ns = ms, .mean_share = 0.5, .largest_share = 3};
    EXPECT_EQ(best_makespan(uneven, 100, 10, 2).ns, 25 * ms)
        << "a hundred tasks of half the average";
    EXPECT_EQ(best_makespan(uneven, 4, 4, 2).ns, 3 * ms) << "the costliest task cannot be split";
}

TEST(Ideal, OfBothIsTheHighestBound) {
    EXPECT_EQ(best_makespan({.wait_ns = 3 * ms, .cpu_ns = ms}, 1, 1, 2).ns, 4 * ms);
    EXPECT_EQ(best_makespan({.wait_ns = 3 * ms, .cpu_ns = ms}, 100, 100, 2).ns, 50 * ms);
    EXPECT_EQ(best_makespan({.wait_ns = 3 * ms, .cpu_ns = ms}, 100, 5, 2).ns, 60 * ms);
}

TEST(Ideal, SaysWhatIsImpossible) {
    const auto wait = best_makespan({.wait_ns = 10 * ms}, 10, 10, 2);
    EXPECT_FALSE(impossible(10 * ms, wait));
    EXPECT_TRUE(impossible(9 * ms, wait));
    EXPECT_TRUE(impossible(10 * ms - 10'000, wait)) << "a wait is exact to the clock";
    const auto cpu = best_makespan({.cpu_ns = ms}, 10, 10, 2);
    EXPECT_FALSE(impossible(5 * ms - 450'000, cpu)) << "9 % may be the measurement of one task";
    EXPECT_TRUE(impossible(5 * ms - 550'000, cpu));
    EXPECT_TRUE(impossible(4 * ms, cpu));
}

TEST(Ideal, KnowsTheCoresOfThisProcess) {
    cpu_set_t all;
    CPU_ZERO(&all);
    ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
    EXPECT_EQ(bench::usable_cores(), CPU_COUNT(&all)) << "whatever its quota is";
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(::sched_getcpu(), &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(bench::usable_cores(), 1);
}

} // namespace
} // namespace crossover::tests
