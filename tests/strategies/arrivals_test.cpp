/// Who is let go and when, who finds no room, and which worker takes whom.

#include "strategies/arrivals.hpp"

#include "base/clock.hpp"
#include "tests/support/scheduling.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

/// A plan of a few tasks that arrive at once, with its arrays.
struct plan_of_six {
    static constexpr std::size_t tasks = 6;
    std::array<std::int64_t, tasks> after{};
    std::array<std::int64_t, tasks> released{};
    std::array<std::uint8_t, tasks> refused{};
    arrival_plan plan;

    explicit plan_of_six(std::size_t room) {
        plan.after_ns = after.data();
        plan.released_ns = released.data();
        plan.refused = refused.data();
        plan.room = room;
        plan.begin(tasks, now_ns());
    }
};

bool never_over() {
    return false;
}

TEST(ArrivalPlan, RefusesWhoFindsNoRoomUntilSomebodyHasEnded) {
    plan_of_six six(2);
    EXPECT_TRUE(six.plan.admit(0));
    EXPECT_TRUE(six.plan.admit(1));
    EXPECT_FALSE(six.plan.admit(2));
    six.plan.end(0);
    EXPECT_TRUE(six.plan.admit(3));
    EXPECT_EQ(six.refused, (std::array<std::uint8_t, 6>{0, 0, 1, 0, 0, 0}));
    six.plan.begin(6, now_ns());
    EXPECT_FALSE(six.plan.is_refused(2)) << "each batch begins with all of its room";
    EXPECT_TRUE(six.plan.admit(0));
    EXPECT_TRUE(six.plan.admit(1));
}

TEST(ArrivalPlan, LetsEachGoAtItsTimeAndNotBefore) {
    plan_of_six six(arrival_plan::unbounded);
    six.after = {0, 100'000, 100'000, 900'000, 900'000, 2'000'000};
    std::vector<std::size_t> order;
    let_arrive(six.plan, never_over, [&](std::size_t i) { order.push_back(i); });
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_GE(six.released[i], six.plan.at(i)) << i;
    }
}

TEST(ArrivalPlan, GivesEachTaskToOneWorkerAndNoneThatWasRefused) {
    plan_of_six six(4); // and nobody ends
    std::array<std::vector<std::size_t>, 2> taken;
    std::array<std::size_t, 2> passed_over{};
    {
        std::vector<std::jthread> workers;
        for (std::size_t w = 0; w < 2; ++w) {
            workers.emplace_back([&, w] {
                while (const auto i = six.plan.take(passed_over[w])) {
                    taken[w].push_back(*i);
                }
            });
        }
        let_arrive_for_takers(six.plan, never_over);
    }
    auto all = taken[0];
    all.insert(all.end(), taken[1].begin(), taken[1].end());
    std::ranges::sort(all);
    EXPECT_EQ(all, (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_EQ(passed_over[0] + passed_over[1], 2U);
    EXPECT_EQ(six.plan.waiting, 0U);
}

TEST(ArrivalPlan, LetsWorkersGoWithTheRestOnceItIsOver) {
    plan_of_six six(arrival_plan::unbounded);
    int asked = 0;
    let_arrive_for_takers(six.plan, [&] { return ++asked > 2; });
    EXPECT_EQ(six.plan.released, 6U);
    EXPECT_GT(six.released[1], 0);
    EXPECT_EQ(six.released[2], 0) << "it was not let go in time";
}

TEST(ArrivalPlan, OfASequentialContenderIsNotLateByWhatItWasBusyWith) {
    plan_of_six six(arrival_plan::unbounded);
    six.plan.start_ns -= 1'000'000'000;
    six.after[1] = 1'001'000'000;
    await_arrival(six.plan, 0);
    EXPECT_EQ(six.released[0], six.plan.at(0));
    await_arrival(six.plan, 1);
    EXPECT_GE(six.released[1], six.plan.at(1));
}

TEST(ArrivalPlan, IsKeptByAThreadWithAShortSliceWhichWhoTakesForItselfHasNot) {
    if (!has_own_slices()) {
        GTEST_SKIP() << "no thread has slices of its own here (Linux 6.12 and later)";
    }
    const auto usual_ns = scheduling_here().slice_ns;
    plan_of_six six(arrival_plan::unbounded);
    std::vector<std::uint64_t> slices;
    let_arrive(six.plan, never_over,
               [&](std::size_t /*i*/) { slices.push_back(scheduling_here().slice_ns); });
    EXPECT_EQ(slices, std::vector<std::uint64_t>(plan_of_six::tasks, shortest_slice_ns));
    six.plan.begin(plan_of_six::tasks, now_ns());
    await_arrival(six.plan, 0);
    EXPECT_EQ(scheduling_here().slice_ns, usual_ns);
}

TEST(ArrivalPlan, IsKeptExactlyByAThreadThatSleepsAsBeforeAfterwards) {
    std::jthread([] {
        ::prctl(PR_SET_TIMERSLACK, 70'000, 0, 0, 0);
        {
            const exact_sleeps exactly;
            EXPECT_EQ(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), 1);
        }
        EXPECT_EQ(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), 70'000);
    });
}

} // namespace
} // namespace crossover::tests
