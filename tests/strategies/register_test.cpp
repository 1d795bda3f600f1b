/// What a struct must say to be taken for a strategy.

#include "strategies/register.hpp"

#include <cstddef>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

struct says_all {
    static constexpr const char* name = "says_all";
    static constexpr int rank = 1;
    static std::size_t limit(const batch_size& s) { return s.limit; }
};
CROSSOVER_STRATEGY(says_all)

struct without_name {
    [[maybe_unused]] static constexpr int rank = 1;
    static std::size_t limit(const batch_size& s) { return s.limit; }
};
struct with_numbered_name : says_all {
    static constexpr int name = 3;
};
struct without_rank {
    static constexpr const char* name = "without_rank";
    static std::size_t limit(const batch_size& s) { return s.limit; }
};
struct with_named_rank : says_all {
    static constexpr const char* rank = "first";
};
struct without_limit {
    static constexpr const char* name = "without_limit";
    static constexpr int rank = 1;
};
struct with_signed_limit : says_all {
    static int limit(const batch_size& s) { return static_cast<int>(s.limit); }
};

TEST(StrategyRegistration, TakesWhoSaysNameRankAndLimit) {
    EXPECT_TRUE(strategy<says_all>);
}

TEST(StrategyRegistration, TakesNobodyWhoLeavesOneOut) {
    EXPECT_FALSE(strategy<without_name>);
    EXPECT_FALSE(strategy<without_rank>);
    EXPECT_FALSE(strategy<without_limit>);
}

TEST(StrategyRegistration, TakesNobodyWhoSaysItInAnotherType) {
    EXPECT_FALSE(strategy<with_numbered_name>);
    EXPECT_FALSE(strategy<with_named_rank>);
    EXPECT_FALSE(strategy<with_signed_limit>) << "a limit that may be negative";
}

} // namespace
} // namespace crossover::tests
