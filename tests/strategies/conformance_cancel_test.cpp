/// Cancellation from outside and a deadline: every contender ends its batch, says so, leaves
/// nothing running and works again.

#include "base/clock.hpp"
#include "strategies/stop.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stop_token>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

class ConformanceCancel : public testing::TestWithParam<contender> {
protected:
    [[nodiscard]] static const bench::contender_entry& entry() { return *GetParam(); }

    /// Whether all tasks of a batch are started at once: then a cancellation finds none to keep
    /// from starting.
    [[nodiscard]] static bool starts_all_at_once(const batch_size& s) {
        return entry().limit(s) == s.tasks;
    }
    /// Whether what waits is cancelled; what blocks a thread or a process runs to its end.
    [[nodiscard]] static bool cancels_waits() {
        return on_a_loop(entry()) || entry().strategy == "offload";
    }

    static void expect_nothing_runs(const counting& work, const std::string& where) {
        const int now = work.begun();
        std::this_thread::sleep_for(30ms);
        EXPECT_EQ(work.begun(), now) << where << ": a task was started after the return";
    }
};

/// 40 tasks that wait 50 ms, 4 at once: about 500 ms for the blocking ones, 2 s for those that go
/// one by one.
constexpr batch_size many{.tasks = 40, .limit = 4};
constexpr std::size_t some = 8; ///< enough to see that it works again
const std::map<std::string, std::int64_t> wait_50_ms{{"wait_us", 50'000}};

TEST_P(ConformanceCancel, FromAnotherThreadEndsABatchUnderWay) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), many, wait_50_ms);
        auto& work = r.work_as<counting>();
        std::stop_source source;
        std::int64_t requested_ns = 0;
        std::jthread outside([&] {
            while (work.in_flight() == 0) {
                std::this_thread::sleep_for(100us);
            }
            requested_ns = now_ns();
            source.request_stop();
        });
        EXPECT_THROW(r.run(source.get_token()), batch_cancelled) << r.where();
        const auto returned_ns = now_ns();
        outside.join();
        expect_nothing_runs(work, r.where());
        if (cancels_waits()) {
            EXPECT_EQ(work.ended(), 0) << r.where() << ": what waits is cancelled";
        } else {
            EXPECT_EQ(work.ended(), work.begun()) << r.where() << ": what has begun has ended";
        }
        if (!starts_all_at_once(many)) {
            EXPECT_LT(work.begun(), 40) << r.where() << ": what has not started does not start";
        }
        EXPECT_LT(returned_ns - requested_ns, 400'000'000) << r.where() << ": it went on";
        work.forget();
        r.expect_right_batch(some);
    });
}

TEST_P(ConformanceCancel, BeforeTheStartLetsNothingStart) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), many, wait_50_ms);
        std::stop_source source;
        source.request_stop();
        EXPECT_THROW(r.run(source.get_token()), batch_cancelled) << r.where();
        EXPECT_EQ(r.work_as<counting>().begun(), 0) << r.where();
        r.expect_right_batch(some);
    });
}

TEST_P(ConformanceCancel, AfterTheEndReachesNoLaterBatch) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), {.tasks = 12, .limit = 4}, {{"wait_us", 500}});
        std::stop_source source;
        r.run(source.get_token());
        source.request_stop();
        r.expect_right_batch();
    });
}

/// Requests come at every moment of a batch: before, at its start, within, at its end.
TEST_P(ConformanceCancel, AtAnyMomentLeavesAContenderThatWorks) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), {.tasks = 8, .limit = 4}, {{"wait_us", 200}});
        auto& work = r.work_as<counting>();
        for (int round = 0; round < 40; ++round) {
            std::stop_source source;
            std::jthread outside([&source, round] {
                std::this_thread::sleep_for(round * 40us);
                source.request_stop();
            });
            try {
                r.run(source.get_token());
            } catch (const batch_cancelled&) {
                EXPECT_TRUE(source.stop_requested());
            }
            outside.join();
            work.forget();
            r.expect_right_batch(8);
        }
    });
}

TEST_P(ConformanceCancel, ADeadlineEndsABatchThatIsLate) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), many, wait_50_ms);
        auto& work = r.work_as<counting>();
        const auto start = now_ns();
        EXPECT_THROW(r.run(many.tasks, 10ms), deadline_exceeded) << r.where();
        EXPECT_LT(now_ns() - start, 400'000'000) << r.where();
        expect_nothing_runs(work, r.where());
        work.forget();
        r.run(some, 20s); // in time
    });
}

TEST_P(ConformanceCancel, ADeadlineThatHasPassedLetsNothingStart) {
    in_a_fit_process(entry(), [] {
        rig r(test_registry(), entry(), {.tasks = 6, .limit = 2}, {{"wait_us", 100}});
        for (int round = 0; round < 20; ++round) {
            EXPECT_THROW(r.run(6, 0ns), deadline_exceeded) << r.where();
            EXPECT_THROW(r.run(6, -1s), deadline_exceeded) << r.where();
        }
        EXPECT_EQ(r.work_as<counting>().begun(), 0) << r.where();
        r.run(6, std::chrono::nanoseconds::max()); // which never comes
        EXPECT_EQ(r.work_as<counting>().ended(), 6) << r.where();
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceCancel,
                         testing::ValuesIn(contenders_on(test_registry(), "counting")),
                         contender_name());

} // namespace
} // namespace crossover::tests
