/// The salts of batches.

#include "bench/sample/salt.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

/// So many that each of the bits that may be set is now set and now not.
TEST(FreshSalt, HasFiftyTwoRandomBitsAndOneThatIsSet) {
    std::uint64_t ever = 0;
    std::uint64_t always = ~std::uint64_t{0};
    for (int i = 0; i < 1000; ++i) {
        const auto salt = bench::fresh_salt();
        ever |= salt;
        always &= salt;
    }
    EXPECT_EQ(ever, (std::uint64_t{1} << 53) - 1);
    EXPECT_EQ(always, std::uint64_t{1} << 52) << "so it is never 0";
}

TEST(FreshSalt, IsDrawnOnceWhateverTheThread) {
    constexpr std::size_t each = 1000;
    std::array<std::vector<std::uint64_t>, 2> drawn;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : drawn) {
            threads.emplace_back([&mine] {
                for (std::size_t i = 0; i < each; ++i) {
                    mine.push_back(bench::fresh_salt());
                }
            });
        }
    }
    std::set<std::uint64_t> all(drawn[0].begin(), drawn[0].end());
    all.insert(drawn[1].begin(), drawn[1].end());
    EXPECT_EQ(all.size(), 2 * each);
}

} // namespace
} // namespace crossover::tests
