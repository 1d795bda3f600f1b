#include "bench/counters/watcher.hpp"

#include "base/error.hpp"
#include "base/keep.hpp"
#include "bench/counters/proc_files.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"

#include <barrier>
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

using bench::children_of;
using bench::watcher;
using std::chrono::milliseconds;

constexpr milliseconds
    for_a_while(200); ///< a thousand readings, or a few on a machine that has no time

/// A child that lives for a while, with memory of its own.
pid_t start_child(std::size_t bytes) {
    const pid_t child = ::fork();
    if (child == 0) {
        const std::vector<char> own(bytes, 'x');
        std::this_thread::sleep_for(for_a_while);
        keep(own);
        ::_exit(0);
    }
    return child;
}

TEST(Watcher, SeesThreadsThatComeAndGo) {
    const auto before = bench::thread_count(::getpid());
    watcher watching;
    watching.start();
    {
        std::barrier all_there(5);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 5; ++i) {
            threads.emplace_back([&] {
                all_there.arrive_and_wait();
                std::this_thread::sleep_for(for_a_while);
            });
        }
    }
    const auto seen = watching.stop();
    EXPECT_GE(seen.open.threads, before + 5);
    EXPECT_LE(seen.open.threads, before + 5 + (under_tsan ? 1 : 0))
        << "with its first thread it starts one of its own";
    EXPECT_EQ(seen.open.processes, 1);
    EXPECT_EQ(seen.children_bytes, 0);
}

TEST(Watcher, SeesChildrenAndWhatTheyHoldForThemselves) {
    constexpr std::size_t megabytes_4 = 4 << 20;
    const auto descriptors = bench::descriptor_count(::getpid());
    watcher watching;
    watching.start();
    const pid_t one = start_child(megabytes_4);
    const pid_t other = start_child(megabytes_4);
    ::waitpid(one, nullptr, 0);
    ::waitpid(other, nullptr, 0);
    const auto seen = watching.stop();
    EXPECT_EQ(seen.open.processes, 3);
    EXPECT_GE(seen.open.threads, 3);
    EXPECT_EQ(seen.open.descriptors, 3 * descriptors)
        << "children inherit them; the watcher's own do not count";
    EXPECT_GE(seen.children_bytes, 2 * static_cast<std::int64_t>(megabytes_4));
    EXPECT_LT(seen.children_bytes,
              (under_sanitizer ? 20 : 3) * static_cast<std::int64_t>(megabytes_4));
}

TEST(Watcher, PassesOverChildrenThatWereThereBefore) {
    const pid_t server = start_child(0);
    watcher watching;
    watching.start();
    EXPECT_EQ(watching.stop().open.processes, 1);
    ::waitpid(server, nullptr, 0);
}

TEST(Watcher, StartsAnewEachTime) {
    watcher watching;
    watching.start();
    ::waitpid(start_child(0), nullptr, 0);
    EXPECT_EQ(watching.stop().open.processes, 2);
    watching.start();
    EXPECT_EQ(watching.stop().open.processes, 1);
}

TEST(Watcher, LeavesNothingBehind) {
    in_child([] {
        const auto before = census::take();
        { const watcher watching; }
        EXPECT_EQ(census::left_since(before), "");
    });
}

TEST(Watcher, ThatIsGoneIsAnErrorAndNoHang) {
    in_child([] {
        watcher watching;
        const auto children = children_of(::getpid());
        ASSERT_EQ(children.size(), 1U);
        ::kill(children.front(), SIGKILL);
        try {
            watching.start();
            FAIL() << "it did not notice";
        } catch (const error& noticed) {
            EXPECT_NE(std::string(noticed.what()).find("SIGKILL"), std::string::npos)
                << noticed.what();
        }
    });
}

TEST(ProcFiles, TellNothingOfWhoHasEnded) {
    const pid_t gone = ::fork();
    if (gone == 0) {
        ::_exit(0);
    }
    ::waitpid(gone, nullptr, 0);
    EXPECT_EQ(bench::thread_count(gone), 0);
    EXPECT_EQ(bench::descriptor_count(gone), 0);
    EXPECT_EQ(bench::private_bytes(gone), 0);
    EXPECT_TRUE(children_of(gone).empty());
}

} // namespace
} // namespace crossover::tests
