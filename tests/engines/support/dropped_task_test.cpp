/// What a pool has taken of a task is run on a worker, or told once that it was dropped.

#include "engines/support/dropped_task.hpp"

#include <cstddef>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

struct dropped_task_seen {
    std::size_t worker = 99;
    int runs = 0;
    int drops = 0;
};

struct task_that_listens {
    dropped_task_seen* seen;
    void operator()(std::size_t worker) const noexcept {
        seen->worker = worker;
        ++seen->runs;
    }
    void drop() const noexcept { ++seen->drops; }
};

TEST(DroppedTask, IsRunOnAWorkerAndNotDropped) {
    for (const std::size_t worker : {0UL, 7UL, engines::no_worker - 1}) {
        dropped_task_seen seen;
        task_that_listens task{&seen};
        engines::run_or_drop(task, worker);
        EXPECT_EQ(seen.worker, worker);
        EXPECT_EQ(seen.runs, 1);
        EXPECT_EQ(seen.drops, 0);
    }
}

TEST(DroppedTask, IsToldAndNotRun) {
    dropped_task_seen seen;
    task_that_listens task{&seen};
    engines::run_or_drop(task, engines::no_worker);
    EXPECT_EQ(seen.runs, 0);
    EXPECT_EQ(seen.drops, 1);
}

TEST(DroppedTask, NeedNotWantToKnow) {
    int runs = 0;
    auto task = [&runs](std::size_t /*worker*/) noexcept { ++runs; };
    engines::run_or_drop(task, engines::no_worker);
    EXPECT_EQ(runs, 0);
    engines::run_or_drop(task, 0);
    EXPECT_EQ(runs, 1);
}

} // namespace
} // namespace crossover::tests
