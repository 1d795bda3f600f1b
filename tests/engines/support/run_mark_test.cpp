#include "engines/support/run_mark.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

TEST(RunMark, IsThereOnceAndGoesHoweverItsScopeEnds) {
    bool running = false;
    try {
        const engines::run_mark first(running);
        EXPECT_TRUE(running);
        EXPECT_THROW(engines::run_mark second(running), std::logic_error);
        EXPECT_TRUE(running) << "the one that was refused takes nothing away";
        throw std::runtime_error("half way");
    } catch (const std::runtime_error&) {
    }
    EXPECT_FALSE(running);
}

} // namespace
} // namespace crossover::tests
