/// How workers draw from a shared counter: each task once, short ones many at a time, long ones
/// singly.

#include "engines/support/guided_schedule.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using engines::guided_schedule;

/// How many tasks one worker of two takes at a time when each takes so long.
std::vector<std::size_t> sizes_of_draws(std::size_t n, std::int64_t task_ns) {
    std::atomic<std::size_t> next = 0;
    std::int64_t now = 0;
    guided_schedule draw(next, n, 2, now);
    std::vector<std::size_t> sizes;
    for (auto drawn = draw.take(now); !drawn.empty(); drawn = draw.take(now)) {
        sizes.push_back(drawn.last - drawn.first);
        now += task_ns * static_cast<std::int64_t>(sizes.back());
    }
    return sizes;
}

TEST(GuidedSchedule, HandsEveryIndexOutOnceWhoeverDraws) {
    for (const std::size_t n :
         {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{100'000}}) {
        constexpr std::size_t width = 4;
        std::atomic<std::size_t> next = 0;
        std::vector<std::atomic<int>> drawn_times(n);
        std::vector<std::jthread> workers;
        workers.reserve(width);
        for (std::size_t worker = 0; worker < width; ++worker) {
            workers.emplace_back([&] {
                guided_schedule draw(next, n, width);
                for (auto drawn = draw.take(); !drawn.empty(); drawn = draw.take()) {
                    for (std::size_t i = drawn.first; i < drawn.last; ++i) {
                        ++drawn_times[i];
                    }
                }
                EXPECT_TRUE(draw.take().empty()) << "and none is left after the end";
            });
        }
        workers.clear();
        EXPECT_TRUE(std::ranges::all_of(drawn_times, [](const auto& times) { return times == 1; }))
            << n;
    }
}

TEST(GuidedSchedule, BeginsWithOneAndDoublesWhileTasksAreShort) {
    const auto sizes = sizes_of_draws(100'000, 10);
    const std::vector<std::size_t> first(sizes.begin(), sizes.begin() + 8);
    EXPECT_EQ(first, (std::vector<std::size_t>{1, 2, 4, 8, 16, 32, 64, 64}));
    EXPECT_EQ(std::ranges::max(sizes), guided_schedule::most);
}

TEST(GuidedSchedule, KeepsItsSizeWhereADrawTakesLongEnough) {
    const auto sizes =
        sizes_of_draws(100'000, guided_schedule::short_ns /
                                    6); // 8 of them are beyond short_ns, and below twice that
    EXPECT_EQ(std::ranges::max(sizes), 8U);
    EXPECT_GT(std::ranges::count(sizes, 8U), 12'000);
}

TEST(GuidedSchedule, TakesLongTasksOneByOne) {
    EXPECT_EQ(std::ranges::max(sizes_of_draws(2000, guided_schedule::short_ns + 1)), 1U);
}

TEST(GuidedSchedule, TakesOneAgainAfterADrawThatTookLong) {
    std::atomic<std::size_t> next = 0;
    guided_schedule draw(next, 1'000'000, 2, 0);
    std::size_t size = 0;
    for (int i = 0; i < 7; ++i) {
        const auto drawn = draw.take(0);
        size = drawn.last - drawn.first;
    }
    ASSERT_EQ(size, guided_schedule::most);
    const auto after = draw.take(2 * guided_schedule::short_ns + 1);
    EXPECT_EQ(after.last - after.first, 1U);
}

/// Whatever the last tasks turn out to be, nobody holds many of them while another worker is idle.
TEST(GuidedSchedule, TakesASmallShareOfWhatIsLeft) {
    const std::size_t n = 10'000;
    std::size_t left = n;
    for (const std::size_t size : sizes_of_draws(n, 0)) {
        EXPECT_LE(size, std::max<std::size_t>(left / (guided_schedule::share * 2), 1))
            << left << " were left";
        left -= size;
    }
    EXPECT_EQ(left, 0U);
    for (const std::size_t size : sizes_of_draws(2 * guided_schedule::share, 0)) {
        EXPECT_EQ(size, 1U) << "a small batch is drawn one by one";
    }
}

} // namespace
} // namespace crossover::tests
