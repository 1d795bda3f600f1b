#include "engines/pipe/pace.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using engines::pace;

constexpr std::int64_t message_ns = 1'000'000;

TEST(Pace, BeginsWithOneTaskAndNoneWaiting) {
    const pace p;
    EXPECT_EQ(p.chunk(message_ns), 1U);
    EXPECT_FALSE(p.ahead());
}

TEST(Pace, DoublesAtMostWhileTasksAreShort) {
    pace p;
    std::size_t before = 1;
    for (int i = 0; i < 20; ++i) {
        p.learn(before, static_cast<std::int64_t>(before) * 50);
        EXPECT_LE(p.chunk(message_ns), 2 * before);
        EXPECT_GE(p.chunk(message_ns), before);
        before = p.chunk(message_ns);
    }
    EXPECT_GE(before, 256U) << "a no-op of 50 ns wants company";
    EXPECT_TRUE(p.ahead());
}

TEST(Pace, FillsAMessageWithNoMoreWorkThanAsked) {
    pace p;
    p.learn(100, 100 * 10'000);
    EXPECT_EQ(p.chunk(message_ns), 100U);
    EXPECT_EQ(p.chunk(50'000), 5U);
    EXPECT_EQ(p.chunk(5), 1U);
}

TEST(Pace, FallsToOneAtOnceWhenATaskIsLong) {
    pace p;
    for (int i = 0; i < 20; ++i) {
        p.learn(p.chunk(message_ns), 50);
    }
    p.learn(1, 1'000'000'000);
    EXPECT_EQ(p.chunk(message_ns), 1U);
    EXPECT_FALSE(p.ahead()) << "what waits behind a second of work waits a second";
}

TEST(Pace, BearsAReadingOfNoTimeAndNoTask) {
    pace p;
    p.learn(0, 0);
    p.learn(5, 0);
    EXPECT_GE(p.chunk(message_ns), 1U);
}

} // namespace
} // namespace crossover::tests
