/// The ring of posted tasks: each handed out once, in order within a lane, however often the slots were used before; and how a worker
/// chooses its lane.

#include "engines/lane_choice.hpp"
#include "engines/task_ring.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using engines::lane_choice;
using engines::task_ring;

/// A task that notes its number.
auto noting(std::vector<std::size_t>& numbers, std::size_t number) {
    return [&numbers, number](std::size_t) { numbers.push_back(number); };
}

std::vector<std::size_t> drained(task_ring& ring, std::size_t lane, std::vector<std::size_t>& numbers) {
    numbers.clear();
    for (task_ring::entry task; ring.pop(lane, task);) {
        task(0);
    }
    return numbers;
}

TEST(TaskRing, DealsTheTasksOutToItsLanesInRuns) {
    task_ring ring(64, 2);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < 2 * task_ring::run + 1; ++i) {
        ASSERT_TRUE(ring.push(noting(numbers, i)));
    }
    EXPECT_EQ(drained(ring, 1, numbers), (std::vector<std::size_t>{8, 9, 10, 11, 12, 13, 14, 15}));
    EXPECT_TRUE(ring.has_task());
    EXPECT_EQ(drained(ring, 0, numbers), (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 16}));
    EXPECT_FALSE(ring.has_task());
}

TEST(TaskRing, HasOneOrderWithOneLane) {
    task_ring ring(16, 1);
    std::vector<std::size_t> numbers;
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < 100; ++i) { // past the end of the slots several times
        ASSERT_TRUE(ring.push(noting(numbers, i)));
        task_ring::entry task;
        ASSERT_TRUE(ring.pop(0, task));
        task(0);
        expected.push_back(i);
    }
    EXPECT_EQ(numbers, expected);
}

TEST(TaskRing, IsFullWhenTheSlotOfTheNextTaskIsTaken) {
    task_ring ring(32, 2);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < 32; ++i) {
        ASSERT_FALSE(ring.is_full());
        ASSERT_TRUE(ring.push(noting(numbers, i)));
    }
    EXPECT_TRUE(ring.is_full());
    EXPECT_FALSE(ring.push(noting(numbers, 32)));
    task_ring::entry task;
    ASSERT_TRUE(ring.pop(1, task));
    EXPECT_TRUE(ring.is_full()) << "the next task is of lane 0";
    ASSERT_TRUE(ring.pop(0, task));
    EXPECT_TRUE(ring.push(noting(numbers, 32)));
    EXPECT_FALSE(ring.push(noting(numbers, 33)));
}

TEST(TaskRing, CarriesCallablesOfEverySizeUpToThirtyTwoBytes) {
    task_ring ring(16, 1);
    std::array<std::size_t, 2> sums{};
    struct small {
        std::size_t* sum;
        void operator()(std::size_t worker) const noexcept { *sum += worker; }
    };
    struct large {
        std::size_t* sum;
        std::size_t a, b, c;
        void operator()(std::size_t worker) const noexcept { *sum += a + b + c + worker; }
    };
    static_assert(sizeof(large) == 32);
    ASSERT_TRUE(ring.push(small{&sums[0]}));
    ASSERT_TRUE(ring.push(large{&sums[1], 10, 200, 3000}));
    for (task_ring::entry task; ring.pop(0, task);) {
        task(7);
    }
    EXPECT_EQ(sums, (std::array<std::size_t, 2>{7, 3217}));
}

/// Consumers that fall behind while slots are filled again: whatever they copied then is thrown away.
TEST(TaskRing, HandsEveryTaskOutOnceToConsumersThatChaseEachOther) {
    constexpr std::size_t n = 60'000;
    for (const std::size_t lanes : {std::size_t{1}, std::size_t{2}}) {
        task_ring ring(16, lanes); // small, so that every slot is used thousands of times
        std::vector<std::atomic<int>> times(n);
        std::atomic<std::size_t> left = n;
        {
            std::vector<std::jthread> consumers;
            for (std::size_t worker = 0; worker < 3; ++worker) {
                consumers.emplace_back([&, worker] {
                    while (left.load() > 0) {
                        task_ring::entry task;
                        if (ring.pop_any(worker % lanes, task)) {
                            task(worker);
                            --left;
                        } else {
                            std::this_thread::yield();
                        }
                    }
                });
            }
            for (std::size_t i = 0; i < n; ++i) {
                while (!ring.push([&times, i](std::size_t) noexcept { ++times[i]; })) {
                    std::this_thread::yield();
                }
            }
        }
        EXPECT_TRUE(std::ranges::all_of(times, [](const auto& t) { return t == 1; })) << lanes << " lanes";
    }
}

struct filled_ring {
    task_ring ring{256, 2};
    filled_ring() {
        while (ring.push([](std::size_t) noexcept {})) {
        }
    }
    void take(std::size_t lane, std::size_t tasks) {
        task_ring::entry task;
        for (; tasks > 0; --tasks) {
            ASSERT_TRUE(ring.pop(lane, task));
        }
    }
};

TEST(LaneChoice, KeepsToItsOwnLaneInStretchesThatDouble) {
    filled_ring filled;
    lane_choice lane(filled.ring, 0);
    for (const std::size_t expected : {1U, 2U, 4U, 8U, 16U, 32U, 32U}) {
        EXPECT_EQ(lane.begin_stretch(0), expected);
        EXPECT_EQ(lane.next(), 0U);
    }
    EXPECT_EQ(lane.begin_stretch(2 * lane_choice::short_ns + 1), 1U);
}

TEST(LaneChoice, HelpsWhereOthersHaveFallenBehind) {
    filled_ring filled;
    lane_choice lane(filled.ring, 0);
    filled.take(0, 2 * task_ring::run); // its own lane is two runs ahead now
    EXPECT_EQ(lane.begin_stretch(0), 1U);
    EXPECT_EQ(lane.next(), 1U);
    filled.take(1, task_ring::run);
    filled.take(1, task_ring::run);
    lane.begin_stretch(2 * lane_choice::short_ns + 1);
    EXPECT_EQ(lane.next(), 0U) << "the other has caught up";
}

TEST(LaneChoice, TakesTheOldestTaskFirstWhereTasksAreLong) {
    filled_ring filled;
    lane_choice lane(filled.ring, 1);
    EXPECT_EQ(lane.begin_stretch(0), 1U);
    EXPECT_EQ(lane.next(), 0U) << "the run in lane 0 came before";
}

TEST(LaneChoice, ToleratesMoreLagWhereTasksAreShort) {
    filled_ring filled;
    lane_choice lane(filled.ring, 0);
    filled.take(0, 2 * task_ring::run);
    for (int i = 0; i < 4; ++i) {
        lane.begin_stretch(0);
    }
    ASSERT_EQ(lane.begin_stretch(0), 16U);
    EXPECT_EQ(lane.next(), 0U) << "32 positions are two stretches of 16";
}

} // namespace
} // namespace crossover::tests
