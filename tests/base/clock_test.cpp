#include "base/clock.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

TEST(Clock, IsTheSteadyOneAndNeverGoesBack) {
    using namespace std::chrono;
    const auto before = duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
    auto last = now_ns();
    EXPECT_GE(last, before);
    for (int i = 0; i < 10'000; ++i) {
        const auto now = now_ns();
        ASSERT_GE(now, last);
        last = now;
    }
    EXPECT_GE(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count(), last);
}

TEST(Clock, SplitsNanosecondsForTheKernel) {
    const auto t = to_timespec(3'000'000'007);
    EXPECT_EQ(t.tv_sec, 3);
    EXPECT_EQ(t.tv_nsec, 7);
}

} // namespace
} // namespace crossover::tests
