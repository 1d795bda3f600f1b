/// What is computed once for the batches of one salt.

#include "workloads/support/by_salt.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

TEST(BySalt, IsMadeOnceUntilAnotherSaltIsAskedFor) {
    const workloads::by_salt<int> kept;
    int made = 0;
    const auto make = [&made] { return ++made; };
    EXPECT_EQ(kept.of(0, make), 1) << "no salt at all is one";
    EXPECT_EQ(kept.of(0, make), 1);
    EXPECT_EQ(kept.of(5, make), 2);
    EXPECT_EQ(kept.of(5, make), 2);
    EXPECT_EQ(kept.of(0, make), 3) << "only the last is kept";
}

TEST(BySalt, IsNotThereWhenMakingItFailed) {
    const workloads::by_salt<int> kept;
    EXPECT_EQ(kept.of(1, [] { return 10; }), 10);
    EXPECT_THROW(kept.of(2, []() -> int { throw std::domain_error("on purpose"); }),
                 std::domain_error);
    EXPECT_EQ(kept.of(2, [] { return 20; }), 20);
    EXPECT_EQ(kept.of(1, [] { return 30; }), 30);
}

TEST(BySalt, IsMadeByOneOfManyThreads) {
    constexpr std::size_t threads = 8;
    const workloads::by_salt<int> kept;
    std::atomic<int> made = 0;
    const auto make = [&made] {
        for (std::size_t i = 0; i < 10 * threads; ++i) { // all others come and find nothing yet
            std::this_thread::yield();
        }
        return ++made;
    };
    std::array<int, threads> seen{};
    std::latch all_there(threads);
    {
        std::vector<std::jthread> all;
        for (int& mine : seen) {
            all.emplace_back([&kept, &make, &all_there, &mine] {
                all_there.arrive_and_wait();
                mine = kept.of(7, make);
            });
        }
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(std::ranges::count(seen, 1), static_cast<std::ptrdiff_t>(threads));
}

} // namespace
} // namespace crossover::tests
