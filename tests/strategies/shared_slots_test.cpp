/// Slots that tasks on several threads hold: a stack, from which none is lost
/// or given twice.

#include "strategies/shared_slots.hpp"

#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <set>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using strategies::shared_slots;

TEST(SlotStack, HandsOutTheFirstFirst) {
    shared_slots slots(3);
    EXPECT_EQ(slots.take(), 0U);
    EXPECT_EQ(slots.take(), 1U);
    EXPECT_EQ(slots.take(), 2U);
}

TEST(SlotStack, HandsOutWhatCameBackLast) {
    shared_slots slots(3);
    slots.take();
    slots.take();
    slots.give_back(0);
    slots.give_back(1);
    EXPECT_EQ(slots.take(), 1U);
    EXPECT_EQ(slots.take(), 0U);
    EXPECT_EQ(slots.take(), 2U);
}

/// Each thread holds two at a time and gives them back in the order in which it
/// took them, so that the stack changes its order all the time.
TEST(SlotStack, LosesNoneBetweenThreads) {
    constexpr std::size_t threads = 4;
    shared_slots slots(2 * threads);
    std::vector<std::atomic<int>> holders(2 * threads);
    std::atomic<int> clashes = 0;
    std::latch all_there(threads);
    {
        std::vector<std::jthread> all;
        for (std::size_t t = 0; t < threads; ++t) {
            all.emplace_back([&] {
                all_there.arrive_and_wait();
                for (int round = 0; round < 100'000; ++round) {
                    const auto first = slots.take();
                    const auto second = slots.take();
                    clashes += holders[first].fetch_add(1) + holders[second].fetch_add(1);
                    holders[first].fetch_sub(1);
                    slots.give_back(first);
                    holders[second].fetch_sub(1);
                    slots.give_back(second);
                }
            });
        }
    }
    EXPECT_EQ(clashes, 0);
    std::set<std::size_t> left;
    for (std::size_t i = 0; i < 2 * threads; ++i) {
        left.insert(slots.take());
    }
    EXPECT_EQ(left.size(), 2 * threads);
    EXPECT_EQ(*left.rbegin(), 2 * threads - 1);
}

} // namespace
} // namespace crossover::tests
