/// Work that many share: each coroutine is taken once, whoever takes it.

#include "engines/asio_cores/shared_work.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <coroutine>
#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using engines::shared_work;

TEST(SharedWork, IsTakenInItsOrderAndThenNoMore) {
    std::array<int, 3> frames{};
    shared_work work(shared_work::kind::begins);
    work.reserve(frames.size());
    EXPECT_EQ(work.size(), 0U);
    for (auto& frame : frames) {
        work.add(std::coroutine_handle<>::from_address(&frame));
    }
    EXPECT_EQ(work.size(), frames.size());
    for (auto& frame : frames) {
        EXPECT_EQ(work.take().address(), &frame);
    }
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(work.take());
    }
}

TEST(SharedWork, KnowsWhetherItBegins) {
    EXPECT_EQ(shared_work(shared_work::kind::begins).what(), shared_work::kind::begins);
    EXPECT_EQ(shared_work(shared_work::kind::goes_on).what(), shared_work::kind::goes_on);
}

TEST(SharedWork, IsTakenOnceByThreadsThatCompete) {
    constexpr std::size_t many = 20'000;
    std::vector<std::atomic<int>> frames(many);
    shared_work work(shared_work::kind::goes_on);
    for (auto& frame : frames) {
        work.add(std::coroutine_handle<>::from_address(&frame));
    }
    {
        constexpr std::ptrdiff_t threads = 3;
        std::latch all_there(threads);
        std::vector<std::jthread> takers(threads);
        for (auto& taker : takers) {
            taker = std::jthread([&work, &all_there] {
                all_there.arrive_and_wait();
                while (const auto taken = work.take()) {
                    ++*static_cast<std::atomic<int>*>(taken.address());
                }
            });
        }
    }
    EXPECT_TRUE(std::ranges::all_of(frames, [](const auto& times) { return times == 1; }));
}

} // namespace
} // namespace crossover::tests
