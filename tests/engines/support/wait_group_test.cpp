/// A wait ends when all that were added have ended, whichever came first.

#include "engines/support/wait_group.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>

namespace crossover::tests {
namespace {

TEST(WaitGroup, WaitsForNobodyWhenAllHaveEnded) {
    engines::wait_group group;
    group.wait();
    for (int i = 0; i < 5; ++i) {
        group.add();
    }
    group.done(2); // ahead of the wait
    group.done();
    group.done(2);
    group.wait();
    EXPECT_EQ(group.forget(), 0U);
}

TEST(WaitGroup, ForgetsThoseThatWillNeverEnd) {
    engines::wait_group group;
    for (int i = 0; i < 5; ++i) {
        group.add();
    }
    group.done(2);
    ASSERT_EQ(group.forget(), 3U);
    ASSERT_EQ(group.forget(), 0U);
    group.wait(); // for none
}

/// What a task has written is there after the wait: no other order is needed.
TEST(WaitGroup, WaitsUntilTheLastHasEnded) {
    constexpr std::size_t threads = 3;
    engines::wait_group group;
    for (std::uint64_t round = 1; round <= 100; ++round) {
        std::array<std::uint64_t, threads> written{};
        std::array<std::thread, threads> workers;
        for (std::size_t i = 0; i < threads; ++i) {
            group.add();
            group.add();
            workers[i] = std::thread([&group, &mine = written[i], round] {
                group.done();
                for (std::size_t turn = 0; turn < 10; ++turn) {
                    std::this_thread::yield();
                }
                mine = round;
                group.done();
            });
        }
        group.wait();
        const auto seen = written;
        for (auto& worker : workers) {
            worker.join();
        }
        for (const auto each : seen) {
            ASSERT_EQ(each, round);
        }
    }
}

} // namespace
} // namespace crossover::tests
