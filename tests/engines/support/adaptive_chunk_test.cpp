#include "engines/support/adaptive_chunk.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using engines::priced_chunk;

constexpr std::int64_t message_ns = 1'000'000;

TEST(PricedChunk, BeginsWithOneTaskAndNoneWaiting) {
    const priced_chunk p(512, 2'000'000);
    EXPECT_EQ(p.size(message_ns), 1U);
    EXPECT_FALSE(p.is_short());
}

TEST(PricedChunk, DoublesAtMostWhileTasksAreShort) {
    priced_chunk p(512, 2'000'000);
    std::size_t before = 1;
    for (int i = 0; i < 20; ++i) {
        p.learn(before, static_cast<std::int64_t>(before) * 50);
        EXPECT_LE(p.size(message_ns), 2 * before);
        EXPECT_GE(p.size(message_ns), before);
        before = p.size(message_ns);
    }
    EXPECT_GE(before, 256U) << "a no-op of 50 ns wants company";
    EXPECT_TRUE(p.is_short());
}

TEST(PricedChunk, FillsAMessageWithNoMoreWorkThanAsked) {
    priced_chunk p(512, 2'000'000);
    EXPECT_EQ(p.each_ns(), 2'000'000) << "nothing is known yet";
    p.learn(100, 100 * 10'000);
    EXPECT_EQ(p.each_ns(), 10'000);
    EXPECT_EQ(p.size(message_ns), 100U);
    EXPECT_EQ(p.size(50'000), 5U);
    EXPECT_EQ(p.size(5), 1U);
}

TEST(PricedChunk, FallsToOneAtOnceWhenATaskIsLong) {
    priced_chunk p(512, 2'000'000);
    for (int i = 0; i < 20; ++i) {
        p.learn(p.size(message_ns), 50);
    }
    p.learn(1, 1'000'000'000);
    EXPECT_EQ(p.size(message_ns), 1U);
    EXPECT_FALSE(p.is_short()) << "what waits behind a second of work waits a second";
}

TEST(PricedChunk, BearsAReadingOfNoTimeAndNoTask) {
    priced_chunk p(512, 2'000'000);
    p.learn(0, 0);
    p.learn(5, 0);
    EXPECT_GE(p.size(message_ns), 1U);
}

} // namespace
} // namespace crossover::tests
