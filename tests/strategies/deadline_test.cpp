#include "strategies/deadline.hpp"

#include "base/clock.hpp"
#include "strategies/runner.hpp"
#include "strategies/stop.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stop_token>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// A contender that never looks at its stop token: its tasks block until they have ended.
class deaf final : public runner {
public:
    explicit deaf(std::chrono::nanoseconds takes) noexcept : takes_(takes) {}

    void run(const batch& /*b*/) override {
        ++runs;
        for (const auto until = now_ns() + takes_.count(); now_ns() < until;) {
            std::this_thread::sleep_for(100us);
        }
    }

    int runs = 0;

private:
    std::chrono::nanoseconds takes_;
};

TEST(BatchDeadline, ThatHasPassedStartsNothing) {
    deaf contender(0ns);
    for (const auto passed : {0ns, -1ns, -1'000'000'000ns, std::chrono::nanoseconds::min()}) {
        for (int round = 0; round < 50; ++round) {
            EXPECT_THROW(run_with_deadline(contender, {}, passed), deadline_exceeded);
        }
    }
    EXPECT_EQ(contender.runs, 0);
}

TEST(BatchDeadline, NeverComesAtTheEndOfTime) {
    deaf contender(1ms);
    run_with_deadline(contender, {}, std::chrono::nanoseconds::max());
    run_with_deadline(contender, {}, std::chrono::hours(24 * 365 * 200));
    EXPECT_EQ(contender.runs, 2);
}

/// Not a matter of which thread wakes first.
TEST(BatchDeadline, IsMissedByABatchThatEndsAfterItAlthoughAllItsTasksHaveEnded) {
    deaf contender(3ms);
    for (int round = 0; round < 20; ++round) {
        EXPECT_THROW(run_with_deadline(contender, {}, 1ns), deadline_exceeded);
    }
}

TEST(BatchDeadline, ABatchThatWasCancelledBeforeIsNotLate) {
    deaf contender(0ns);
    std::stop_source source;
    source.request_stop();
    const auto token = source.get_token();
    batch b;
    b.stop = &token;
    EXPECT_THROW(run_with_deadline(contender, b, 0ns), batch_cancelled);
    EXPECT_THROW(run_with_deadline(contender, b, 10s), batch_cancelled);
    EXPECT_EQ(contender.runs, 0);
}

} // namespace
} // namespace crossover::tests
