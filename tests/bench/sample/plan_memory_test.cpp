/// The memory of a plan of arrivals: its arrays, apart from each other and
/// shared with workers.

#include "bench/sample/plan_memory.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

using bench::plan_memory;

TEST(PlanMemory, HasRoomForEachTaskInEachArray) {
    constexpr std::size_t tasks = 1001;
    plan_memory memory(tasks, plan_memory::arrivals::brought);
    auto& plan = memory.plan();
    const std::span released(plan.released_ns, tasks);
    const std::span refused(plan.refused, tasks);
    const std::span ended(plan.log.tasks, tasks);
    ASSERT_EQ(memory.after_ns().size(), tasks);
    EXPECT_EQ(memory.after_ns().data(), plan.after_ns);
    std::ranges::fill(memory.after_ns(), 1);
    std::ranges::fill(released, 2);
    for (auto& each : ended) {
        EXPECT_EQ(each, 0U) << "nobody has ended";
        each = 3;
    }
    std::ranges::fill(refused, std::uint8_t{4});
    const auto are = [](const auto& all, auto value) {
        return std::ranges::all_of(all, [value](const auto& each) { return each == value; });
    };
    EXPECT_TRUE(are(memory.after_ns(), 1));
    EXPECT_TRUE(are(released, 2));
    EXPECT_TRUE(are(ended, 3U));
    EXPECT_TRUE(are(refused, 4));
    EXPECT_EQ(plan.tasks, 0U) << "none has been planned";
    EXPECT_FALSE(plan.is_bounded());
}

TEST(PlanMemory, KeepsALogOnlyWhereArrivalsAreBrought) {
    EXPECT_EQ(plan_memory(3, plan_memory::arrivals::drawn).plan().log.tasks, nullptr);
    EXPECT_NE(plan_memory(3, plan_memory::arrivals::brought).plan().log.tasks, nullptr);
}

TEST(PlanMemory, IsThereForNoTasks) {
    plan_memory memory(0, plan_memory::arrivals::brought);
    EXPECT_TRUE(memory.after_ns().empty());
    memory.plan().begin(0, 5);
    EXPECT_EQ(memory.plan().start_ns, 5);
}

TEST(PlanMemory, IsSharedWithWorkersThatAreForkedLater) {
    plan_memory memory(2, plan_memory::arrivals::brought);
    const pid_t worker = ::fork();
    if (worker == 0) {
        memory.plan().released_ns[1] = 7;
        memory.plan().log.tasks[1] = 2;
        memory.plan().taken = 1;
        ::_exit(0);
    }
    ::waitpid(worker, nullptr, 0);
    EXPECT_EQ(memory.plan().released_ns[1], 7);
    EXPECT_EQ(memory.plan().log.tasks[1], 2U);
    EXPECT_EQ(memory.plan().taken, 1U);
}

} // namespace
} // namespace crossover::tests
