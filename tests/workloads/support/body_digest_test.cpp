/// The digest of a stream of bytes, held against the words that it is folded
/// from.

#include "workloads/support/body_digest.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

namespace crossover::tests {
namespace {

std::uint64_t stream_digest(std::initializer_list<std::string_view> pieces) {
    body_digest digest;
    for (const auto piece : pieces) {
        digest.add(piece);
    }
    return digest.value();
}

TEST(StreamDigest, IsFoldedFromWholeWordsAndTheRest) {
    constexpr std::uint64_t factor = 0x517cc1b727220a95;
    constexpr std::uint64_t first = 0x3837363534333231; // "12345678"
    constexpr std::uint64_t rest = 0x6261; // "ab"
    EXPECT_EQ(stream_digest({}), mix(combine(0, 0)));
    EXPECT_EQ(stream_digest({"ab"}), mix(combine(0, rest) ^ 2));
    EXPECT_EQ(stream_digest({"12345678ab"}), mix(combine(first * factor, rest) ^ 10));
    const auto twice = (std::rotl(first * factor, 5) ^ first) * factor;
    EXPECT_EQ(stream_digest({"1234567812345678"}), mix(combine(twice, 0) ^ 16));
}

TEST(StreamDigest, IsTheSameHoweverTheStreamWasCut) {
    const std::string text = "seven and twenty letters...";
    const auto whole = stream_digest({text});
    const std::string_view all = text;
    for (std::size_t a = 0; a <= all.size(); ++a) {
        for (std::size_t b = a; b <= all.size(); ++b) {
            EXPECT_EQ(stream_digest({all.substr(0, a), all.substr(a, b - a), all.substr(b)}), whole)
                << a << ", " << b;
        }
    }
}

TEST(StreamDigest, TellsLengthsApartWhereAllBytesAreZero) {
    std::set<std::uint64_t> digests;
    for (std::size_t length = 0; length <= 24; ++length) {
        digests.insert(stream_digest({std::string(length, '\0')}));
    }
    EXPECT_EQ(digests.size(), 25U);
}

TEST(StreamDigest, TakesAByteForWhatItIsAndNotForItsSign) {
    EXPECT_EQ(stream_digest({"\xff"}), mix(combine(0, 0xff) ^ 1));
}

TEST(StreamDigest, CountsItsBytes) {
    body_digest digest;
    EXPECT_EQ(digest.bytes(), 0U);
    digest.add("123");
    digest.add("");
    digest.add("4567890123");
    EXPECT_EQ(digest.bytes(), 13U);
}

} // namespace
} // namespace crossover::tests
