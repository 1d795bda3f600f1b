#include "engines/pipe/claims.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace crossover::tests {
namespace {

using engines::claims;

TEST(Claims, GiveEachTaskOfTheirGenerationOnce) {
    claims c;
    EXPECT_TRUE(c.take(0));
    EXPECT_TRUE(c.take(0));
    EXPECT_FALSE(c.take(1)) << "it was not handed over yet";
    const auto now = c.recall();
    EXPECT_EQ(now.generation, 1U);
    EXPECT_EQ(now.taken, 2U);
    EXPECT_FALSE(c.take(0)) << "it was called back";
    EXPECT_TRUE(c.take(1));
    EXPECT_EQ(c.recall().taken, 3U);
}

/// While a worker takes, its parent recalls: every task is either taken or told as not taken, never
/// both.
TEST(Claims, LoseAndDoubleNothingInARace) {
    constexpr std::uint32_t tasks = 2000;
    for (int round = 0; round < 500; ++round) {
        claims c;
        std::uint32_t ran = 0;
        std::thread worker([&] {
            while (ran < tasks && c.take(0)) {
                ++ran;
            }
        });
        const auto told = c.recall();
        worker.join();
        ASSERT_EQ(told.taken, ran);
        ASSERT_FALSE(c.take(0));
    }
}

} // namespace
} // namespace crossover::tests
