#include "base/digest.hpp"

#include <bit>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>

namespace crossover::tests {
namespace {

TEST(Digest, IsSplitMix64) {
    // The first outputs of the reference implementation (Vigna, splitmix64.c) for the state 0.
    EXPECT_EQ(mix(0), 0xe220a8397b1dcdafULL);
    EXPECT_EQ(mix(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
}

TEST(Digest, DiffersForEveryIndex) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        seen.insert(mix(i));
    }
    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Digest, EveryInputBitReachesManyOutputBits) {
    for (int bit = 0; bit < 64; ++bit) {
        const auto changed = std::popcount(mix(12345) ^ mix(12345 ^ (std::uint64_t{1} << bit)));
        EXPECT_GT(changed, 10) << bit;
        EXPECT_LT(changed, 54) << bit;
    }
}

TEST(Digest, CombiningSeesOrderAndCount) {
    EXPECT_NE(combine(combine(0, 1), 2), combine(combine(0, 2), 1));
    EXPECT_NE(combine(0, 0), 0U);
    EXPECT_NE(combine(combine(0, 0), 0), combine(0, 0));
}

} // namespace
} // namespace crossover::tests
