#include "bench/programs/claims.hpp"
#include "tests/support/ms.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

using bench::core_waits;
using bench::idle_work;
using bench::left_out_time;
using bench::other_waits;
using bench::timed_batch;

left_out_time quiet() {
    return {1000, [] { return core_waits{}; }, [] { return other_waits{}; }};
}

/// A batch of `seen` of which `claimed` are told, in the middle.
timed_batch told(std::int64_t seen, std::int64_t claimed) {
    return {.asked_ns = 0,
            .answered_ns = seen,
            .started_ns = (seen - claimed) / 2,
            .makespan_ns = claimed};
}

TEST(LeftOutTime, IsWhatLiesBesideTheMakespan) {
    EXPECT_EQ(bench::left_out_ns(told(10 * ms, 9 * ms)), 1 * ms);
    EXPECT_EQ(bench::left_out_ns(told(10 * ms, 10 * ms)), 0);
}

TEST(LeftOutTime, GrantsWhatMessagesTake) {
    auto times = quiet();
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(times.add(told(10 * ms, 10 * ms - 400'000)), ""); // of a slow machine
    }
}

TEST(LeftOutTime, IsFoundInOneBatchAndInMany) {
    EXPECT_NE(quiet().add(told(10 * ms, 7 * ms)), "");
    auto times = quiet();
    std::string why;
    int batches = 0;
    while (why.empty() && batches < 100) { // a little each time
        why = times.add(told(10 * ms, 10 * ms - 700'000));
        ++batches;
    }
    EXPECT_LT(batches, 100);
    EXPECT_NE(why.find("are left out"), std::string::npos) << why;
}

TEST(LeftOutTime, IsNotBeforeTheQuestionOrAfterTheAnswer) {
    EXPECT_NE(
        quiet().add({.asked_ns = 0, .answered_ns = ms, .started_ns = -5000, .makespan_ns = ms}),
        "");
    EXPECT_NE(
        quiet().add({.asked_ns = 0, .answered_ns = ms, .started_ns = 0, .makespan_ns = ms + 5000}),
        "");
    EXPECT_NE(quiet().add({.asked_ns = 0, .answered_ns = ms, .started_ns = 0, .makespan_ns = 0}),
              "");
    EXPECT_EQ(quiet().add(
                  {.asked_ns = 0, .answered_ns = ms, .started_ns = -500, .makespan_ns = ms + 1000}),
              "")
        << "clocks are read on two cores";
}

/// On a busy machine a message waits as well.
TEST(LeftOutTime, GrantsTheWaitsForACore) {
    core_waits now;
    left_out_time busy(
        1000, [&now] { return now; }, [] { return other_waits{}; });
    for (int i = 0; i < 10; ++i) {
        now.ours_ns += 3 * ms;
        now.its_ns += 3 * ms;
        EXPECT_EQ(busy.add(told(10 * ms, 4 * ms)), "");
    }
    EXPECT_NE(busy.add(told(20 * ms, 4 * ms)), "") << "nobody has waited";
}

/// A virtual machine may stand still between the end of a batch and its answer, or another thread
/// of the program wait that has the answer.
TEST(LeftOutTime, GrantsWhatElseKeptTheProgram) {
    other_waits so_far{.its_threads_ns = 50 * ms, .stolen_ns = 100 * ms};
    left_out_time late(
        1000, [] { return core_waits{}; }, [&so_far] { return so_far; });
    late.begin();
    so_far.stolen_ns += 7 * ms;
    EXPECT_EQ(late.add(told(110 * ms, 103 * ms)), "");
    so_far.its_threads_ns += 7 * ms;
    late.begin();
    EXPECT_EQ(late.add(told(110 * ms, 103 * ms)), "");
    EXPECT_NE(late.add(told(110 * ms, 103 * ms)), "") << "nothing more has kept it";
    so_far.its_threads_ns = 0; // threads that had waited have ended
    so_far.stolen_ns += 20 * ms;
    EXPECT_EQ(late.add(told(10 * ms, 9 * ms)), "") << "what was stolen is known all the same";
}

TEST(LeftOutTime, GrantsNothingOfWhatWasBeforeTheFirstBatch) {
    other_waits so_far;
    left_out_time late(
        1000, [] { return core_waits{}; }, [&so_far] { return so_far; });
    so_far = {.its_threads_ns = 500 * ms, .stolen_ns = 500 * ms}; // while the program prepared
    late.begin();
    EXPECT_NE(late.add(told(110 * ms, 103 * ms)), "");
}

TEST(BelievedTime, IsTheProgramsUnlessTheHarnessHasSeenMore) {
    EXPECT_EQ(bench::believed_ns(told(10 * ms, 10 * ms - 50'000)), 10 * ms - 50'000);
    EXPECT_EQ(bench::believed_ns(told(10 * ms, 5 * ms)), 10 * ms - 300'000);
    EXPECT_EQ(bench::believed_ns(told(ms / 10, 5000)), 5000) << "a short batch among messages";
}

TEST(IdleWork, GrantsAMomentOfSpinningAndNoWork) {
    idle_work spinning;
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(spinning.add(200'000, 10 * ms), "");
    }
    idle_work working;
    EXPECT_EQ(working.add(0, 10 * ms), "");
    EXPECT_NE(working.add(5 * ms, 10 * ms).find("when nothing is asked of it"), std::string::npos);
}

} // namespace
} // namespace crossover::tests
