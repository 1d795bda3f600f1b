/// The vocabulary of waits: what travels over a connection, and what a block of
/// a file sums to.

#include "workloads/wait.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace crossover::tests {
namespace {

TEST(WaitVocabulary, WritesARequestAsAHeader) {
    std::array<std::byte, wait::tcp_min_bytes + 1> out{};
    out.back() = std::byte{0x5a};
    wait::encode({.index = 0x1122334455667788, .delay_us = 0x99aabbcc}, 0x00010203, out.data());
    const std::array<unsigned char, 24> header{0x03, 0x02, 0x01, 0x00, 0xcc, 0xbb, 0xaa, 0x99,
                                               0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
    static_assert(wait::tcp_min_bytes == 24);
    EXPECT_EQ(std::memcmp(out.data(), header.data(), header.size()), 0)
        << "little-endian; the answer is zero";
    EXPECT_EQ(out.back(), std::byte{0x5a}) << "and nothing beyond";
}

TEST(WaitVocabulary, ReadsTheHeaderOfAReply) {
    const wait::tcp_message sent{.bytes = 64,
                                 .delay_or_status =
                                     static_cast<std::uint32_t>(wait::tcp_status::withdrawn),
                                 .index = 7,
                                 .answer = 0xfedcba9876543210};
    std::array<std::byte, sizeof sent + 1> in{};
    std::memcpy(in.data() + 1, &sent, sizeof sent); // wherever it lies
    const auto read = wait::decode(in.data() + 1);
    EXPECT_EQ(read.bytes, 64U);
    EXPECT_EQ(read.delay_or_status, 2U);
    EXPECT_EQ(read.index, 7U);
    EXPECT_EQ(read.answer, 0xfedcba9876543210U);
}

TEST(WaitVocabulary, TakesNoDelayForAWithdrawal) {
    constexpr std::uint32_t longest_us = 3'600'000'000; // an hour, as a parameter may ask for
    EXPECT_GT(wait::tcp_withdraw, longest_us);
}

TEST(WaitVocabulary, SumsTheWordsOfABlock) {
    std::array<std::byte, 27> block{};
    for (const std::size_t at : {0U, 8U, 16U}) {
        block[at] = std::byte{2};
    }
    block[15] = std::byte{1};
    block[26] = std::byte{99};
    EXPECT_EQ(wait::sum_of_words(block.data(), 0), 0U);
    EXPECT_EQ(wait::sum_of_words(block.data(), 8), 2U);
    EXPECT_EQ(wait::sum_of_words(block.data(), 24), 6 + (std::uint64_t{1} << 56));
    EXPECT_EQ(wait::sum_of_words(block.data(), 27), wait::sum_of_words(block.data(), 24))
        << "what fills no word is no part of it";
    EXPECT_EQ(wait::sum_of_words(block.data() + 1, 8), std::uint64_t{2} << 56)
        << "wherever it lies";
}

TEST(WaitVocabulary, HasANameForEachKind) {
    const std::set<std::string> names{wait::none::name, wait::timer::name, wait::sync_only::name,
                                      wait::tcp::name,  wait::file::name,  wait::dialogue::name};
    EXPECT_EQ(names.size(), 6U);
}

} // namespace
} // namespace crossover::tests
