/// Every loop tells how late it is: a call that blocks it shows, and nothing else does.

#include "strategies/heartbeat.hpp"

#include "tests/strategies/conformance.hpp"
#include "tests/support/ms.hpp"
#include "tests/support/type_lists.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace crossover::tests {
namespace {

bool has_a_loop(const bench::contender_entry& entry) {
    return on_a_loop(entry) || entry.strategy == "blocking_gather" || entry.strategy == "offload";
}

class Heartbeat : public testing::TestWithParam<contender> {};

TEST_P(Heartbeat, BeatsBesideTheBatchOfEveryLoop) {
    const auto& entry = *GetParam();
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, {.tasks = 20, .limit = 4});
        for (int round = 0; round < 2; ++round) { // the loop is as it was before
            lag_log lag;
            EXPECT_EQ(r.expect_right_watched_batch(lag), has_a_loop(entry)) << r.where();
            EXPECT_EQ(lag.late_ns().empty(), !has_a_loop(entry));
            EXPECT_TRUE(std::ranges::all_of(lag.late_ns(), [](auto late) { return late >= 0; }));
            r.expect_right_batch();
        }
    });
}

INSTANTIATE_TEST_SUITE_P(EveryWait, Heartbeat,
                         testing::ValuesIn(contenders_on(bench::all(), "timer")), contender_name());
INSTANTIATE_TEST_SUITE_P(NoWait, Heartbeat, testing::ValuesIn(contenders_on(bench::all(), "noop")),
                         contender_name());
INSTANTIATE_TEST_SUITE_P(EveryServer, Heartbeat,
                         testing::ValuesIn(contenders_on(bench::all(), "tcp")), contender_name());

TEST(Heartbeat, ShowsAStallBeatByBeat) {
    for (const auto* entry : contenders_on(bench::all(), "timer")) {
        if (entry->strategy == "blocking_gather") {
            rig r(bench::all(), *entry, {.tasks = 5, .limit = 5}, {{"wait_us", 20'000}});
            lag_log lag;
            ASSERT_TRUE(r.expect_right_watched_batch(lag));
            auto& late = lag.late_ns();
            EXPECT_GE(*std::ranges::max_element(late), 99 * ms) << r.where();
            EXPECT_GE(late.size(), 99U) << "each beat that was missed is one that was late";
            std::ranges::sort(late);
            EXPECT_GE(late[late.size() / 2], 49 * ms)
                << "half of them by more than half of the stall";
        }
    }
}

template <class Engine>
class HeartbeatOn : public testing::Test {};
TYPED_TEST_SUITE(HeartbeatOn, loop_engines, engine_name);

TYPED_TEST(HeartbeatOn, EveryLoopThereIs) {
    static_assert(strategies::watchable_loop<typename TypeParam::loop>,
                  "give the loop an active()");
    typename TypeParam::loop loop;
    lag_log lag;
    loop.spawn(strategies::heartbeat(loop, lag));
    EXPECT_EQ(loop.active(), 1U);
    loop.run(); // ends by itself: nothing else is there to watch
    EXPECT_EQ(loop.active(), 0U);
    EXPECT_FALSE(lag.late_ns().empty());
}

class HeartbeatTiming : public testing::Test {};

TEST_F(HeartbeatTiming, IsHardlyLateWhereNothingBlocks) {
    for (const auto* entry : contenders_on(bench::all(), "timer")) {
        if (on_a_loop(*entry) || entry->strategy == "offload") {
            rig r(bench::all(), *entry, {.tasks = 5, .limit = 5}, {{"wait_us", 100'000}});
            lag_log lag;
            ASSERT_TRUE(r.expect_right_watched_batch(lag));
            auto& late = lag.late_ns();
            std::ranges::sort(late);
            EXPECT_GE(late.size(), 90U);
            EXPECT_LT(late[late.size() / 2], 10 * ms)
                << r.where() << ": a blocked loop would be 50 ms late";
        }
    }
}

} // namespace
} // namespace crossover::tests
