#include "workloads/servers/tcp_server_deadlines.hpp"

#include <gtest/gtest.h>
#include <random>

namespace crossover::servers {
namespace {

TEST(DeadlineQueue, SaysNeverWhenEmpty) {
    const deadline_queue queue;
    EXPECT_EQ(queue.next_ns(), deadline_queue::never);
}

TEST(DeadlineQueue, KeepsTheOrderOfEqualDeadlines) {
    deadline_queue queue;
    for (std::uint64_t i = 0; i < 100; ++i) {
        queue.push({.due_ns = 7, .index = i});
    }
    for (std::uint64_t i = 0; i < 100; ++i) {
        EXPECT_EQ(queue.pop().index, i);
    }
    EXPECT_EQ(queue.next_ns(), deadline_queue::never);
}

TEST(DeadlineQueue, GivesAnyMixtureInTheOrderOfTime) {
    std::mt19937_64 random(1);
    deadline_queue queue;
    std::size_t held = 0;
    std::int64_t last_ns = 0;
    for (int step = 0; step < 20'000; ++step) {
        // Like a clock: nothing new is due before what has been taken already.
        if (held == 0 || random() % 2 == 0) {
            queue.push({.due_ns = last_ns + static_cast<std::int64_t>(random() % 1000)});
            ++held;
        } else {
            const auto next_ns = queue.next_ns();
            const auto due_ns = queue.pop().due_ns;
            ASSERT_EQ(due_ns, next_ns);
            ASSERT_GE(due_ns, last_ns);
            last_ns = due_ns;
            --held;
        }
    }
    for (; held > 0; --held) {
        const auto due_ns = queue.pop().due_ns;
        ASSERT_GE(due_ns, last_ns);
        last_ns = due_ns;
    }
    EXPECT_EQ(queue.next_ns(), deadline_queue::never);
}

} // namespace
} // namespace crossover::servers
