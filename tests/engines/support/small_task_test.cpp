/// What a pool keeps of a task is the task: whatever its size, in a copy of plain words, run or
/// dropped.

#include "engines/support/small_task.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

/// As large as a task may be; its end would be the first that is cut off.
struct largest_task {
    std::uint64_t* runs;
    std::uint64_t* drops;
    std::uint64_t a;
    std::uint64_t b;
    void operator()(std::size_t worker) const noexcept { *runs += 100 * a + 10 * b + worker; }
    void drop() const noexcept { *drops += 10 * a + b; }
};
static_assert(sizeof(largest_task) == 32);

TEST(SmallTask, IsRunOnItsWorkerOrDropped) {
    std::uint64_t runs = 0;
    std::uint64_t drops = 0;
    engines::small_task task;
    task.set(largest_task{.runs = &runs, .drops = &drops, .a = 7, .b = 3});
    task(5);
    EXPECT_EQ(runs, 735U);
    EXPECT_EQ(drops, 0U);
    task.drop();
    EXPECT_EQ(runs, 735U);
    EXPECT_EQ(drops, 73U);
}

TEST(SmallTask, IsCopiedWordByWord) {
    std::uint64_t runs = 0;
    std::uint64_t drops = 0;
    engines::small_task task;
    task.set(largest_task{.runs = &runs, .drops = &drops, .a = 7, .b = 3});
    engines::small_task copy;
    copy.call = task.call;
    std::memcpy(copy.state.data(), task.state.data(), sizeof copy.state);
    task = {};
    copy(6);
    EXPECT_EQ(runs, 736U);
}

TEST(SmallTask, TakesTheOneThatItWasSetToLast) {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    engines::small_task task;
    task.set([&first](std::size_t worker) noexcept { first += worker; });
    task.set([&second](std::size_t worker) noexcept { second += worker; });
    task(1);
    EXPECT_EQ(first, 0U);
    EXPECT_EQ(second, 1U);
    task.drop(); // it does not want to know
    EXPECT_EQ(second, 1U);
}

/// What a run changes in the task itself is that run's own.
TEST(SmallTask, RunsAFreshCopyEachTime) {
    std::uint64_t last = 0;
    engines::small_task task;
    task.set(
        [&last, n = std::uint64_t{0}](std::size_t /*worker*/) mutable noexcept { last = ++n; });
    task(0);
    task(0);
    EXPECT_EQ(last, 1U);
}

} // namespace
} // namespace crossover::tests
