/// A crew runs one function on all of its threads at once, and has come back when `run` returns.

#include "engines/support/batch_crew.hpp"

#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"

#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::size_t crew_width = 3;

TEST(BatchCrew, RunsEachPartOnceOnEveryThreadOfItsOwn) {
    engines::batch_crew crew(crew_width);
    EXPECT_EQ(crew.width(), crew_width);
    std::vector<std::thread::id> first(crew_width);
    for (std::size_t round = 1; round <= 500; ++round) {
        std::vector<std::size_t> times(crew_width); // not atomic: `run` orders it
        std::vector<std::thread::id> ids(crew_width);
        crew.run([&](std::size_t worker) {
            ++times[worker];
            ids[worker] = std::this_thread::get_id();
        });
        ASSERT_EQ(times, std::vector<std::size_t>(crew_width, 1)) << "round " << round;
        first = round == 1 ? ids : first;
        ASSERT_EQ(ids, first) << "round " << round;
    }
    std::set<std::thread::id> all(first.begin(), first.end());
    all.insert(std::this_thread::get_id());
    EXPECT_EQ(all.size(), crew_width + 1);
}

/// Each waits for all others, so nobody comes back where one runs after another.
TEST(BatchCrew, RunsThePartsAtTheSameTime) {
    engines::batch_crew crew(crew_width);
    for (int round = 0; round < 20; ++round) {
        std::atomic<std::size_t> here = 0;
        crew.run([&here](std::size_t /*worker*/) {
            ++here;
            while (here < crew_width) {
                std::this_thread::yield();
            }
        });
        EXPECT_EQ(here, crew_width);
    }
}

TEST(BatchCrew, EndsItsThreadsWhetherTheyHaveRunOrNot) {
    const auto before = census::take();
    {
        const engines::batch_crew idle(crew_width);
        engines::batch_crew used(crew_width);
        used.run([](std::size_t /*worker*/) {});
    }
    EXPECT_EQ(census::left_since(before, under_tsan ? 1 : 0), "");
}

TEST(BatchCrew, OfNobodyIsRefused) {
    EXPECT_THROW(engines::batch_crew(0), std::invalid_argument);
}

} // namespace
} // namespace crossover::tests
