/// A process for each task keeps the promises of process pools as far as they apply.

#include "engines/posix/task_processes.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/shared_memory.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/sanitizers.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

using engines::task_processes;

class TaskProcesses : public testing::Test {
protected:
    TaskProcesses() : before_(census::take()) {}
    ~TaskProcesses() override {
        EXPECT_EQ(census::left_since(before_, under_tsan ? 1 : 0),
                  ""); // its own thread starts with our first
    }

    /// The message when task 7 of 10 ends its process by `deed`; another batch of the same crew
    /// works.
    template <class Deed>
    static std::string after(Deed deed) {
        task_processes crew(3);
        const auto text = text_of_failure([&] {
            crew.for_each(10, [&](std::size_t i, std::size_t /*place*/) {
                if (i == 7) {
                    deed();
                }
            });
        });
        EXPECT_TRUE(contains(text, "the process of task 7 (pid ")) << text;
        const shared_memory<std::atomic<int>> ran;
        crew.for_each(10, [&](std::size_t /*i*/, std::size_t /*place*/) { ran->fetch_add(1); });
        EXPECT_EQ(*ran, 10);
        return text;
    }

private:
    census before_;
};

TEST_F(TaskProcesses, RefuseAWidthOfNothing) {
    EXPECT_THROW(task_processes crew(0), std::invalid_argument);
}

TEST_F(TaskProcesses, RunEachTaskOnceAndNoTwoInOnePlace) {
    struct seen {
        std::array<std::atomic<int>, 4> at_place{};
        std::array<std::atomic<int>, 100> ran{};
        std::atomic<int> clashes = 0;
    };
    const shared_memory<seen> s;
    task_processes crew(4);
    crew.for_each(100, [&](std::size_t i, std::size_t place) {
        s->clashes += s->at_place[place].fetch_add(1);
        s->ran[i].fetch_add(1);
        std::this_thread::sleep_for(1ms);
        s->at_place[place].fetch_sub(1);
    });
    EXPECT_EQ(s->clashes, 0);
    for (const auto& times : s->ran) {
        EXPECT_EQ(times, 1);
    }
}

TEST_F(TaskProcesses, LeaveAChildOfSomebodyElseToItsOwner) {
    const pid_t foreign = ::fork();
    if (foreign == 0) {
        ::_exit(7);
    }
    siginfo_t seen{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(foreign), &seen, WEXITED | WNOWAIT),
              0); // it has ended, and is not reaped
    const shared_memory<std::atomic<int>> ran;
    task_processes crew(3);
    crew.for_each(10, [&](std::size_t /*i*/, std::size_t /*place*/) { ran->fetch_add(1); });
    EXPECT_EQ(*ran, 10);
    int status = 0;
    EXPECT_EQ(::waitpid(foreign, &status, 0), foreign);
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(TaskProcesses, RefuseToForkWhileNobodyCanWait) {
    const auto kept = ::signal(SIGCHLD, SIG_IGN);
    task_processes crew(2);
    const auto text =
        text_of_failure([&] { crew.for_each(3, [](std::size_t /*i*/, std::size_t /*place*/) {}); });
    ::signal(SIGCHLD, kept);
    EXPECT_TRUE(contains(text, "ignores SIGCHLD")) << text;
}

TEST_F(TaskProcesses, TellTheDeathOfOne) {
    EXPECT_TRUE(
        contains(after([] { ::kill(::getpid(), SIGKILL); }), "killed by signal 9 (SIGKILL)"));
    EXPECT_TRUE(contains(after([] { ::_exit(3); }), "exit status 3"));
    EXPECT_TRUE(contains(after([] { ::_exit(0); }), "exit status 0")) << "its task has not ended";
}

TEST_F(TaskProcesses, LeaveNoOrphan) {
    const shared_memory<std::atomic<pid_t>> child;
    status_of_child([&] {
        const auto parent = ::getpid();
        task_processes crew(1);
        crew.for_each(1, [&](std::size_t /*i*/, std::size_t /*place*/) {
            *child = ::getpid();
            ::kill(parent, SIGKILL);
            std::this_thread::sleep_for(60s);
        });
    });
    ASSERT_GT(child->load(), 0);
    EXPECT_TRUE(ends_soon(*child));
}

class TaskProcessesTiming : public TaskProcesses {};

/// The others run on for long: neither their places nor the order of indices may hide the death.
TEST_F(TaskProcessesTiming, TellADeathWithin50Milliseconds) {
    const shared_memory<std::atomic<std::int64_t>> died_ns;
    std::int64_t best = INT64_MAX;
    for (std::size_t tasks = 3; tasks < 6 && best > 50'000'000;
         ++tasks) { // as many as places, and more
        task_processes crew(3);
        text_of_failure([&] {
            crew.for_each(tasks, [&](std::size_t i, std::size_t /*place*/) {
                if (i == 2) {
                    std::this_thread::sleep_for(5ms);
                    died_ns->store(now_ns());
                    ::_exit(1);
                }
                std::this_thread::sleep_for(10s);
            });
        });
        best = std::min(best, now_ns() - died_ns->load());
    }
    EXPECT_LT(best, 50'000'000);
}

TEST_F(TaskProcesses, WorkBesideThreadsThatAllocate) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer's own locks are not made for a fork beside threads";
    }
    std::atomic<bool> enough = false;
    std::atomic<std::size_t> made = 0;
    std::jthread busy([&] {
        while (!enough) {
            made += std::vector<std::string>(100, std::string(1000, 'x')).size();
        }
    });
    task_processes crew(2);
    const shared_memory<std::atomic<int>> ran;
    crew.for_each(300, [&](std::size_t i, std::size_t /*place*/) {
        *ran += static_cast<int>(std::string(1000 + i, 'z').size() > 0);
    });
    enough = true;
    EXPECT_EQ(*ran, 300);
    EXPECT_GT(made, 0U);
}

} // namespace
} // namespace crossover::tests
