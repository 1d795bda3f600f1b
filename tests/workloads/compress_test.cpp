/// Text that is compressed, frame by frame: what the digest is made of.

#include "workloads/compress.hpp"

#include "base/digest.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <latch>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace crossover::tests {
namespace {

using workloads::compress;

parameters compression_asked(const std::map<std::string, std::int64_t>& given) {
    return {"compress", compress::parameter_list, given, {.rates = {{"compress", 4}}, .texts = {}}};
}

std::uint64_t digest_of_text(std::int64_t bytes, std::uint64_t salt) {
    return compress(compression_asked({{"bytes", bytes}})).compute(0, 0, salt);
}

TEST(CompressWorkload, OfNothingLeavesTaskAndBatchAlone) {
    const compress work(compression_asked({{"bytes", 0}, {"cpu_us", 0}}));
    EXPECT_EQ(work.compute(5, 0, 9), mix(9 ^ 5));
    EXPECT_EQ(work.expected(5, 9), mix(9 ^ 5));
}

TEST(CompressWorkload, IsExpectedToBeWhatIsComputedInEachBatch) {
    const compress work(compression_asked({{"bytes", 100'000}}));
    for (const std::uint64_t salt : {0U, 7U, 8U, 7U}) {
        EXPECT_EQ(work.expected(1, salt), work.compute(1, 0, salt)) << salt;
        EXPECT_NE(work.expected(1, salt), work.expected(2, salt));
    }
    EXPECT_NE(work.expected(1, 7), work.expected(1, 8));
}

/// Up to the end of the text and beyond it, where it begins again.
TEST(CompressWorkload, TakesInEachFrame) {
    constexpr std::int64_t frame = 64 << 10;
    constexpr std::int64_t text = 4 << 20;
    std::set<std::uint64_t> digests;
    for (const std::int64_t bytes : {std::int64_t{1}, frame, frame + 1, 2 * frame, text - frame,
                                     text, text + 1, text + frame}) {
        EXPECT_TRUE(digests.insert(digest_of_text(bytes, 3)).second) << bytes;
    }
}

TEST(CompressWorkload, IsTheSameOnEveryThread) {
    constexpr std::int64_t bytes = 300'000;
    const auto right = digest_of_text(bytes, 3);
    std::array<int, 2> wrong{};
    std::latch both_there(2);
    {
        std::vector<std::jthread> threads;
        for (int& mine : wrong) {
            threads.emplace_back([&mine, &both_there, right] {
                both_there.arrive_and_wait();
                for (int round = 0; round < 20; ++round) {
                    mine += digest_of_text(bytes, 3) == right ? 0 : 1;
                }
            });
        }
    }
    EXPECT_EQ(wrong, (std::array<int, 2>{}));
}

TEST(CompressWorkload, TellsWhatItDoesAndWhatItCosts) {
    const auto p = compression_asked({{"cpu_us", 50}});
    EXPECT_EQ(std::get<std::int64_t>(compress(p).told().at("bytes")), 200);
    EXPECT_EQ(compress::cost(p, 1).cpu_ns, 50'000);
    EXPECT_EQ(compress::cost(compression_asked({{"bytes", 200}}), 1).cpu_ns, 50'000);
}

} // namespace
} // namespace crossover::tests
