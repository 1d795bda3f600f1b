#include "bench/counters/process_tree.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sched.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

using bench::process_tree;

/// A child that does something, says that it is done, and waits for its end.
class busy_child {
public:
    explicit busy_child(const std::function<void()>& deed) {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            deed();
            const char done = 1;
            if (::write(ends[1], &done, 1) == 1) {
                ::pause();
            }
            ::_exit(0);
        }
        char done = 0;
        EXPECT_EQ(::read(ends[0], &done, 1), 1);
        ::close(ends[0]);
        ::close(ends[1]);
    }
    busy_child(const busy_child&) = delete;
    busy_child& operator=(const busy_child&) = delete;
    ~busy_child() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

private:
    pid_t pid_ = 0;
};

void burn_for(std::chrono::milliseconds time) {
    const auto until = now_ns() + std::chrono::nanoseconds(time).count();
    while (now_ns() < until) {
    }
}

TEST(ProcessTree, CountsWhatOthersThanTheRootUse) {
    const busy_child child([] { burn_for(std::chrono::milliseconds(60)); });
    process_tree tree(::getpid());
    const auto seen = tree.read();
    EXPECT_EQ(std::ranges::count(tree.members(), child.pid()), 1);
    EXPECT_EQ(std::ranges::count(tree.members(), ::getpid()), 0);
    tree.settle(1'000'000'000);
    EXPECT_GT(tree.cpu_ns(), 5'000'000) << "of 60 ms, on a machine that others use";
    EXPECT_GT(seen.used.user_ns + seen.used.system_ns, 0);
}

TEST(ProcessTree, CountsWhatWasReaped) {
    const busy_child parent([] {
        const pid_t child = ::fork();
        if (child == 0) {
            std::int64_t spent = 0;
            while (spent < 60'000'000) {
                timespec t{};
                ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
                spent = t.tv_sec * 1'000'000'000 + t.tv_nsec;
            }
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
    });
    process_tree tree(parent.pid()); // a root that has no children any more
    EXPECT_GE(tree.read().reaped_ns, 40'000'000);
    EXPECT_TRUE(tree.members().empty());
}

TEST(ProcessTree, FindsWhatAThreadHasForked) {
    const busy_child parent([] {
        std::thread([] {
            if (::fork() == 0) {
                ::pause();
                ::_exit(0);
            }
        }).detach();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    const auto found = bench::descendants_of(parent.pid());
    EXPECT_EQ(found.size(), 1U);
    for (const pid_t pid : found) {
        ::kill(pid, SIGKILL);
    }
}

TEST(ProcessTree, TellsNewThreadsAndProcesses) {
    process_tree tree(::getpid());
    tree.read();
    const auto before = tree.processes_seen();
    const busy_child child([] {});
    tree.read();
    EXPECT_EQ(tree.processes_seen(), before + 1);
    tree.read();
    EXPECT_EQ(tree.processes_seen(), before + 1);
}

TEST(QueuedTime, IsThatOfAllThreads) {
    if (::access("/proc/self/schedstat", R_OK) != 0) {
        GTEST_SKIP() << "the kernel does not tell";
    }
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET(::sched_getcpu(), &core);
    std::atomic<bool> over = false;
    const auto burn = [&] {
        ::sched_setaffinity(0, sizeof core, &core);
        while (!over) {
        }
    };
    const std::jthread first(burn);
    const std::jthread second(burn);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto one = bench::queued_ns("thread-self");
    const auto all = bench::queued_ns_of_threads(::getpid());
    over = true;
    EXPECT_GT(all - one, 20'000'000) << "two on one core wait for each other half of the time";
    EXPECT_EQ(bench::queued_ns_of_threads(0), 0) << "there is no such process";
}

TEST(StolenTime, IsTheEighthFigureOfAllCores) {
    const std::string stat = ::testing::TempDir() + "stat_" + std::to_string(::getpid());
    std::ofstream(stat) << "cpu  11 22 33 44 55 66 77 88 99 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n";
    EXPECT_EQ(bench::stolen_ns(stat), 88 * (1'000'000'000 / ::sysconf(_SC_CLK_TCK)));
    std::ofstream(stat) << "cpu  11 22 33 44\n"; // of an old kernel
    EXPECT_EQ(bench::stolen_ns(stat), 0);
    std::remove(stat.c_str());
    EXPECT_EQ(bench::stolen_ns(stat), 0);
    EXPECT_GE(bench::stolen_ns(), 0);
}

} // namespace
} // namespace crossover::tests
