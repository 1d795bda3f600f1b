/// What a contender stands for: said by its strategy, else by its engine.

#include "strategies/kind.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string_view>

namespace crossover::tests {
namespace {

struct kind_plain {
    static constexpr std::string_view name = "plain";
};
struct kind_mistaken : kind_plain {
    static constexpr bool is_mistake = true;
};
struct kind_patterned : kind_plain {
    static constexpr bool is_pattern = true;
};
struct kind_denied : kind_plain {
    static constexpr bool is_mistake = false;
};
struct silent_engine {};
struct telling_engine {
    static constexpr kind kind_of(std::string_view strategy) {
        return strategy == "plain" ? kind::documented : kind::textbook;
    }
};

TEST(ContenderKind, IsTheBestWhereNobodySaysOtherwise) {
    EXPECT_EQ((kind_of<kind_plain, silent_engine>()), kind::best);
    EXPECT_EQ((kind_of<kind_denied, silent_engine>()), kind::best);
}

TEST(ContenderKind, IsWhatTheEngineSaysOfTheStrategysName) {
    EXPECT_EQ((kind_of<kind_plain, telling_engine>()), kind::documented);
}

TEST(ContenderKind, OfAMistakeOrAPatternIsThatOnEveryEngine) {
    EXPECT_EQ((kind_of<kind_mistaken, silent_engine>()), kind::mistake);
    EXPECT_EQ((kind_of<kind_mistaken, telling_engine>()), kind::mistake);
    EXPECT_EQ((kind_of<kind_patterned, telling_engine>()), kind::pattern);
}

TEST(ContenderKind, HasANameOfItsOwn) {
    EXPECT_EQ(name_of(kind::best), "best");
    EXPECT_EQ(name_of(kind::mistake), "mistake");
    std::set<std::string_view> names;
    for (const auto k : {kind::best, kind::documented, kind::textbook, kind::mistake, kind::pattern,
                         kind::baseline}) {
        EXPECT_FALSE(name_of(k).empty());
        EXPECT_TRUE(names.insert(name_of(k)).second) << name_of(k);
    }
}

} // namespace
} // namespace crossover::tests
