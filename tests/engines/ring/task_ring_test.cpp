/// The ring of posted tasks: each handed out once and in order, whoever takes it and however often
/// the slots were used before; and how a worker claims from it.

#include "base/clock.hpp"
#include "engines/ring/consumer.hpp"
#include "engines/ring/task_ring.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using engines::ring_consumer;
using engines::small_task;
using engines::task_ring;

/// A ring with numbered tasks, and what was taken out of it.
struct numbered {
    task_ring ring;
    std::vector<std::size_t> taken;

    numbered(std::size_t capacity, std::size_t consumers, std::size_t tasks)
        : ring(capacity, consumers) {
        for (std::size_t i = 0; i < tasks; ++i) {
            EXPECT_TRUE(push(i));
        }
    }
    bool push(std::size_t number) {
        return ring.push(
            [this, number](std::size_t /*worker*/) noexcept { taken.push_back(number); });
    }
    void run(bool took, small_task& task) {
        ASSERT_TRUE(took);
        task(0);
    }
    void claim(std::size_t consumer, std::size_t count) {
        small_task task;
        run(ring.claim(consumer, count, task), task);
    }
    void take_own(std::size_t consumer) {
        small_task task;
        run(ring.take_own(consumer, task), task);
    }
    void steal(std::size_t consumer) {
        small_task task;
        run(ring.steal(consumer, task), task);
    }
};

using numbers = std::vector<std::size_t>;

TEST(TaskRing, HasOneOrderPastTheEndOfItsSlots) {
    numbered tasks(64, 1, 0);
    numbers expected;
    for (std::size_t i = 0; i < 1000; ++i) {
        ASSERT_TRUE(tasks.push(i));
        tasks.claim(0, 1);
        expected.push_back(i);
    }
    EXPECT_EQ(tasks.taken, expected);
    EXPECT_FALSE(tasks.ring.has_task());
}

TEST(TaskRing, HandsOutRangesOfNeighbours) {
    numbered tasks(64, 2, 40);
    tasks.claim(0, 4); // 0, and 1 to 3 to come
    tasks.claim(1, 2); // 4, and 5 to come
    tasks.take_own(0);
    tasks.take_own(1);
    tasks.take_own(0);
    tasks.take_own(0);
    EXPECT_EQ(tasks.taken, (numbers{0, 4, 1, 5, 2, 3}));
    small_task task;
    EXPECT_FALSE(tasks.ring.take_own(0, task));
    EXPECT_FALSE(tasks.ring.take_own(1, task));
    EXPECT_TRUE(tasks.ring.has_task());
}

TEST(TaskRing, ClaimsSinglyWhereFewTasksAreLeft) {
    numbered tasks(64, 2, 7);
    tasks.claim(0, 4);
    small_task task;
    EXPECT_FALSE(tasks.ring.take_own(0, task)) << "of 7 tasks 4 are more than half";
    ASSERT_TRUE(tasks.push(7));
    ASSERT_TRUE(tasks.push(8));
    tasks.claim(0, 4);
    EXPECT_TRUE(tasks.ring.take_own(0, task));
}

TEST(TaskRing, LetsOthersTakeFromARange) {
    numbered tasks(64, 3, 8);
    tasks.claim(0, 4);
    for (std::size_t i = 0; i < 4; ++i) {
        tasks.claim(1, 1);
    }
    EXPECT_FALSE(tasks.ring.has_task()) << "all are claimed";
    tasks.steal(1);
    tasks.take_own(0);
    tasks.steal(2);
    EXPECT_EQ(tasks.taken, (numbers{0, 4, 5, 6, 7, 1, 2, 3}));
    small_task task;
    EXPECT_FALSE(tasks.ring.take_own(0, task));
    EXPECT_FALSE(tasks.ring.steal(1, task));
}

TEST(TaskRing, IsFullAsLongAsATaskOfItsFirstSlotWasNotTaken) {
    numbered tasks(64, 2, 64);
    EXPECT_TRUE(tasks.ring.is_full());
    EXPECT_FALSE(tasks.push(64));
    tasks.claim(0, 16); // frees one slot: the other fifteen are claimed, not taken
    EXPECT_FALSE(tasks.ring.is_full());
    ASSERT_TRUE(tasks.push(64));
    EXPECT_FALSE(tasks.push(65));
    for (std::size_t i = 0; i < 20; ++i) {
        tasks.claim(1, 1);
    }
    EXPECT_FALSE(tasks.push(65)) << "the next slot is that of task 1, which waits in a range";
    tasks.steal(1);
    EXPECT_TRUE(tasks.push(65));
    EXPECT_FALSE(tasks.push(66));
}

TEST(TaskRing, HelpsOnlyWhereARangeIsFarBehind) {
    numbered tasks(1024, 2, 1024);
    tasks.claim(0, 4);
    small_task task;
    EXPECT_FALSE(tasks.ring.help(0, task));
    for (std::size_t i = 0; i < 4 * task_ring::most; ++i) {
        tasks.claim(1, 1);
    }
    tasks.taken.clear();
    tasks.run(tasks.ring.help(0, task), task);
    EXPECT_EQ(tasks.taken, numbers{1});
    EXPECT_FALSE(tasks.ring.help(1, task)) << "it has no range";
}

TEST(TaskRing, CarriesCallablesOfEverySizeUpToThirtyTwoBytes) {
    task_ring ring(64, 1);
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
    for (small_task task; ring.claim(0, 1, task);) {
        task(7);
    }
    EXPECT_EQ(sums, (std::array<std::size_t, 2>{7, 3217}));
}

/// Consumers that fall behind while slots are filled again: whatever they copied then is thrown
/// away.
TEST(TaskRing, HandsEveryTaskOutOnceToConsumersThatChaseEachOther) {
    constexpr std::size_t n = 60'000;
    const auto until = now_ns() + 60'000'000'000;
    task_ring ring(64, 4); // small, so that every slot is used a thousand times
    std::vector<std::atomic<int>> times(n);
    std::atomic<std::size_t> left = n;
    {
        std::vector<std::jthread> consumers;
        for (std::size_t worker = 0; worker < 4; ++worker) {
            consumers.emplace_back([&, worker] {
                small_task task;
                for (std::size_t count = 1; left.load() > 0 && now_ns() < until;
                     count = count % task_ring::most + 1) {
                    if (ring.take_own(worker, task) || ring.claim(worker, count, task) ||
                        ring.steal(worker, task)) {
                        task(worker);
                        --left;
                    } else {
                        std::this_thread::yield();
                    }
                }
            });
        }
        for (std::size_t i = 0; i < n; ++i) {
            while (!ring.push([&times, i](std::size_t) noexcept { ++times[i]; }) &&
                   now_ns() < until) {
                std::this_thread::yield();
            }
        }
    }
    EXPECT_TRUE(std::ranges::all_of(times, [](const auto& t) { return t == 1; }));
}

/// How many tasks a consumer takes with each of its claims when each task takes so long.
numbers claims(std::int64_t task_ns, std::size_t tasks) {
    numbered filled(1024, 1, tasks);
    ring_consumer own(filled.ring, 0);
    numbers sizes;
    small_task task;
    for (std::int64_t now = 0; own.take_new(task, now);
         now += task_ns * static_cast<std::int64_t>(sizes.back())) {
        sizes.push_back(1);
        while (filled.ring.take_own(0, task)) {
            ++sizes.back();
        }
    }
    return sizes;
}

TEST(RingConsumer, ClaimsShortTasksInRangesThatDouble) {
    auto sizes = claims(1, 500);
    sizes.resize(7);
    EXPECT_EQ(sizes, (numbers{1, 2, 4, 8, 16, task_ring::most, task_ring::most}));
}

TEST(RingConsumer, ClaimsLongTasksSingly) {
    EXPECT_EQ(std::ranges::max(claims(ring_consumer::short_ns + 1, 500)), 1U);
}

TEST(RingConsumer, HelpsWhoHasFallenBehind) {
    numbered tasks(1024, 2, 1024);
    tasks.claim(1, 4); // and goes no further
    ring_consumer own(tasks.ring, 0);
    small_task task;
    for (std::size_t i = 0; i < 1020; ++i) {
        tasks.run(own.take(task), task);
    }
    const auto at = std::ranges::find(tasks.taken, 3U) - tasks.taken.begin();
    EXPECT_LT(at, 8 * static_cast<std::ptrdiff_t>(task_ring::most))
        << "not only when nothing else was left";
}

} // namespace
} // namespace crossover::tests
