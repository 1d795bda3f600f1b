/// Bytes on their way between parent and worker: put in at the end, taken out at the front, and
/// never mixed up.

#include "engines/pipe/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <span>

namespace crossover::tests {
namespace {

namespace wire = engines::wire;

/// Beside a std::deque that must agree, whatever is put in and taken out.
TEST(WireBytes, KeepTheirOrderWhileTheyGrowAndMove) {
    std::mt19937 random(7);
    wire::bytes tested;
    std::deque<std::byte> expected;
    std::uint8_t next = 0;
    for (int step = 0; step < 3000; ++step) {
        const std::size_t n = random() % 50;
        const auto room = tested.room(n);
        ASSERT_GE(room.size(), n);
        for (std::size_t i = 0; i < n; ++i) {
            expected.push_back(room[i] = static_cast<std::byte>(next++));
        }
        tested.commit(n);
        const std::size_t gone = random() % 53 % (expected.size() + 1);
        tested.drop(gone);
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(gone));
        ASSERT_TRUE(std::ranges::equal(tested.front(), expected)) << "step " << step;
        ASSERT_EQ(tested.size(), expected.size());
    }
}

TEST(WireBytes, CarryStructsAsTheyLie) {
    wire::bytes tested;
    tested.put(wire::call_head{.index = 1, .answer = 2});
    tested.put(wire::call_head{.index = 3, .answer = 4});
    tested.append(std::as_bytes(std::span("tail", 4)));
    tested.append({});
    auto rest = tested.front();
    EXPECT_EQ(wire::cut<wire::call_head>(rest).answer, 2U);
    EXPECT_EQ(wire::cut<wire::call_head>(rest).index, 3U);
    EXPECT_TRUE(std::ranges::equal(rest, std::as_bytes(std::span("tail", 4))));
}

TEST(WireBytes, AreRewrittenAndCutBackBehindTheFront) {
    wire::bytes tested;
    for (std::uint32_t i = 0; i < 5; ++i) {
        tested.put(i);
    }
    tested.drop(sizeof(std::uint32_t));
    tested.rewrite(sizeof(std::uint32_t), std::uint32_t{99});
    tested.cut_back(3 * sizeof(std::uint32_t));
    auto rest = tested.front();
    EXPECT_EQ(wire::cut<std::uint32_t>(rest), 1U);
    EXPECT_EQ(wire::cut<std::uint32_t>(rest), 99U);
    EXPECT_EQ(wire::cut<std::uint32_t>(rest), 3U);
    EXPECT_TRUE(rest.empty());
    tested.clear();
    EXPECT_EQ(tested.size(), 0U);
}

TEST(WireAppetite, DoublesWheneverAReadingWasFilledUpToAnEnd) {
    wire::appetite appetite;
    const auto first = appetite.bytes();
    EXPECT_LE(first, 4096U) << "a thousand workers who say little";
    appetite.learn(first - 1);
    EXPECT_EQ(appetite.bytes(), first);
    appetite.learn(first);
    EXPECT_EQ(appetite.bytes(), 2 * first);
    for (int i = 0; i < 100; ++i) {
        appetite.learn(appetite.bytes());
    }
    EXPECT_EQ(appetite.bytes(), std::size_t{256} << 10);
}

} // namespace
} // namespace crossover::tests
