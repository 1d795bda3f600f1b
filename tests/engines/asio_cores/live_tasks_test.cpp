/// Tasks that live and tasks that are parked: when all that live are parked, none can go on.

#include "engines/asio_cores/live_tasks.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

TEST(LiveTasks, AreStuckOnceAllThatLiveAreParked) {
    engines::live_tasks tasks; // and the caller
    tasks.add(2);
    EXPECT_EQ(tasks.alive(), 3U);
    EXPECT_FALSE(tasks.park());
    EXPECT_FALSE(tasks.end(1)) << "the caller may still release it";
    EXPECT_TRUE(tasks.park()) << "both that are left";
    tasks.unpark();
    EXPECT_TRUE(tasks.end(1)) << "the one that is left waits for nobody";
    EXPECT_EQ(tasks.alive(), 1U);
}

TEST(LiveTasks, AreNotStuckWhenNoneLives) {
    engines::live_tasks tasks;
    tasks.add(5);
    EXPECT_FALSE(tasks.end(5));
    EXPECT_FALSE(tasks.end(1));
    EXPECT_EQ(tasks.alive(), 0U);
    tasks.join();
    EXPECT_EQ(tasks.alive(), 1U) << "the caller";
}

/// What a task has written is there after the join.
TEST(LiveTasks, AreAwaitedBatchAfterBatch) {
    constexpr std::uint32_t threads = 3;
    engines::live_tasks tasks;
    for (int round = 1; round <= 100; ++round) {
        std::vector<int> written(threads);
        std::vector<std::jthread> ending;
        tasks.add(2 * threads);
        for (auto& mine : written) {
            ending.emplace_back([&tasks, &mine, round] {
                EXPECT_FALSE(tasks.end(1));
                std::this_thread::yield();
                mine = round;
                EXPECT_FALSE(tasks.end(1));
            });
        }
        EXPECT_FALSE(tasks.end(1));
        tasks.join();
        EXPECT_EQ(written, std::vector<int>(threads, round));
        EXPECT_EQ(tasks.alive(), 1U);
    }
}

} // namespace
} // namespace crossover::tests
