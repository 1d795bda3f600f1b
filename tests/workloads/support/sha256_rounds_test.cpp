/// The bytes that are hashed, against digests that another implementation of
/// SHA-256 gave.

#include "workloads/support/sha256_rounds.hpp"

#include "base/digest.hpp"

#include <cstdint>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

using workloads::sha256_rounds;

parameters hashing_at(double rate) {
    run_settings run;
    if (rate > 0) {
        run.rates = {{"sha256", rate}};
    }
    return {"sha256", {}, {}, run};
}

/// Python's hashlib made them of the same bytes: the first eight of each hash,
/// as a number.
TEST(Sha256Rounds, AreThoseOfTheStandard) {
    constexpr std::uint64_t of_nothing = 0x141cfc9842c4b0e3;
    EXPECT_EQ(sha256_rounds(0).digest(4, 9), mix(of_nothing ^ 4 ^ 9));
    EXPECT_EQ(sha256_rounds(5).digest(0), mix(0xa03618df37d31ecd));
    EXPECT_EQ(sha256_rounds(5).digest(1), mix(0xe80b33d7452df789 ^ 1));
    EXPECT_EQ(sha256_rounds(20'000).digest(1), mix(0x815e3b7876d2df0e ^ 1)) << "more than a chunk";
    EXPECT_EQ(sha256_rounds(20'000).digest(3, 7), mix(0xb9efcb7bfd138f63 ^ 3 ^ 7));
}

TEST(Sha256Rounds, AreExpectedOfEachTaskInEachBatch) {
    const sha256_rounds rounds(1000);
    for (const std::uint64_t salt : {0U, 7U, 8U, 7U}) {
        for (std::size_t i = 0; i < 5; ++i) {
            EXPECT_EQ(rounds.expected(i, salt), rounds.digest(i, salt)) << i << ", " << salt;
            EXPECT_EQ(sha256_rounds::digest_of(1000, i, salt), rounds.digest(i, salt));
        }
    }
}

TEST(Sha256Rounds, LastAsLongAsTheRateSays) {
    EXPECT_EQ(sha256_rounds::lasting(100, hashing_at(3.5)).bytes(), 350);
    EXPECT_EQ(sha256_rounds::lasting(0, hashing_at(3.5)).bytes(), 0);
    EXPECT_EQ(sha256_rounds::lasting(0, hashing_at(0)).bytes(), 0);
}

TEST(Sha256Rounds, AreMeasuredWhereThereIsNoRate) {
    EXPECT_GT(sha256_rounds::lasting(1000, hashing_at(0)).bytes(), 1000)
        << "more than a byte a microsecond";
}

} // namespace
} // namespace crossover::tests
