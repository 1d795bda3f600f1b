/// What /proc tells of this process, and of one with an odd name.

#include "bench/counters/proc_files.hpp"

#include "base/unique_fd.hpp"
#include "tests/support/in_child.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

TEST(ProcessFigures, AreTheSumOfTheFieldsThatAreNamed) {
    const std::string path = ::testing::TempDir() + "fields_" + std::to_string(::getpid());
    std::ofstream(path) << "00400000-7ff [rollup]\nRss:  100 kB\nPrivate_Clean:   2 kB\n"
                           "Private_Dirty:  30 kB\nNot_Private_Dirty:  5 kB\nPrivate_Clean:\n";
    EXPECT_EQ(bench::sum_fields(path, {"Private_Clean:", "Private_Dirty:"}), 32 * 1024);
    EXPECT_EQ(bench::sum_fields(path, {"Rss:"}), 100 * 1024);
    EXPECT_EQ(bench::sum_fields(path, {"Pss:"}), 0);
    std::remove(path.c_str());
    EXPECT_EQ(bench::sum_fields(path, {"Rss:"}), 0) << "there is no such file";
}

TEST(ProcessFigures, CountThreads) {
    std::atomic<bool> over = false;
    {
        std::vector<std::jthread> threads;
        const auto start_one = [&] { threads.emplace_back([&over] { over.wait(false); }); };
        start_one(); // with which a sanitizer may start one of its own
        const auto before = bench::thread_count(::getpid());
        EXPECT_GE(before, 2);
        for (int i = 0; i < 3; ++i) {
            start_one();
        }
        EXPECT_EQ(bench::thread_count(::getpid()), before + 3);
        over = true;
        over.notify_all();
    }
}

TEST(ProcessFigures, CountThreadsOfAProcessWithAnyName) {
    in_child([] {
        const auto before = bench::thread_count(::getpid());
        ::prctl(PR_SET_NAME, "a) R 1 (b", 0, 0, 0);
        EXPECT_EQ(bench::thread_count(::getpid()), before);
    });
}

TEST(ProcessFigures, CountDescriptors) {
    const auto before = bench::descriptor_count(::getpid());
    const unique_fd one(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const unique_fd other(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(bench::descriptor_count(::getpid()), before + 2);
}

TEST(ProcessFigures, CountPrivateMemory) {
    // Pages of this program's file are private until another test maps them: some MiB come and go.
    constexpr std::size_t bytes = 128 << 20;
    if (::access("/proc/self/smaps_rollup", R_OK) != 0) {
        GTEST_SKIP() << "the kernel does not tell";
    }
    const auto before = bench::private_bytes(::getpid());
    void* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    std::memset(memory, 1, bytes);
    EXPECT_GE(bench::private_bytes(::getpid()), before + static_cast<std::int64_t>(bytes / 2));
    ::munmap(memory, bytes);
}

TEST(ProcessFigures, NameTheChildrenThatWereNotReaped) {
    if (::access("/proc/thread-self/children", R_OK) != 0) {
        GTEST_SKIP() << "the kernel does not tell";
    }
    const auto has_child = [](pid_t pid) {
        const auto all = bench::children_of(::getpid());
        return std::ranges::find(all, pid) != all.end();
    };
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    EXPECT_TRUE(has_child(child));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_FALSE(has_child(child));
}

} // namespace
} // namespace crossover::tests
