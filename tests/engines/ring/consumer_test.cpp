/// Which task a consumer takes next: of its own range, then a new one, at last any.
/// (How large its ranges are: tests/engines/ring/task_ring_test.cpp.)

#include "engines/ring/consumer.hpp"

#include <cstddef>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

constexpr std::size_t nothing_taken = 999;

/// A ring of numbered tasks beside two consumers.
struct ring_of_two {
    explicit ring_of_two(std::size_t tasks) {
        for (std::size_t i = 0; i < tasks; ++i) {
            EXPECT_TRUE(ring.push([this, i](std::size_t /*worker*/) noexcept { last = i; }));
        }
    }

    /// The number of the task that was taken.
    std::size_t number(bool took) {
        last = nothing_taken;
        if (took) {
            task(0);
        }
        return last;
    }

    engines::task_ring ring{1024, 2};
    engines::ring_consumer first{ring, 0};
    engines::ring_consumer second{ring, 1};
    engines::small_task task;
    std::size_t last = nothing_taken;
};

TEST(RingConsumer, TakesItsOwnRangeBeforeANewOne) {
    ring_of_two r(100);
    EXPECT_EQ(r.number(r.first.take_new(r.task, 0)), 0U);
    EXPECT_EQ(r.number(r.first.take_new(r.task, 1)), 1U); // and 2 is its own
    EXPECT_EQ(r.number(r.second.take(r.task)), 3U);
    EXPECT_EQ(r.number(r.first.take(r.task)), 2U);
    EXPECT_EQ(r.number(r.first.take_unclaimed(r.task)), 4U);
    EXPECT_EQ(r.number(r.second.take_unclaimed(r.task)), 5U) << "one at a time";
}

TEST(RingConsumer, TakesFromAnothersRangeWhenAllAreClaimed) {
    ring_of_two r(5);
    EXPECT_EQ(r.number(r.first.take_new(r.task, 0)), 0U);
    EXPECT_EQ(r.number(r.first.take_new(r.task, 1)), 1U); // and 2 is its own
    EXPECT_EQ(r.number(r.second.take_any(r.task)), 3U) << "nobody has claimed it";
    EXPECT_EQ(r.number(r.second.take_any(r.task)), 4U);
    EXPECT_FALSE(r.second.take_unclaimed(r.task));
    EXPECT_FALSE(r.second.take_new(r.task, 0));
    EXPECT_EQ(r.number(r.second.take_any(r.task)), 2U);
    EXPECT_FALSE(r.first.take(r.task));
    EXPECT_FALSE(r.second.take_any(r.task));
}

} // namespace
} // namespace crossover::tests
