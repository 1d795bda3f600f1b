/// Threads that are started together: numbered, or, where one is refused, ended and told of.

#include "engines/support/threads.hpp"

#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

TEST(Threads, AreNumberedFromNothing) {
    std::vector<std::atomic<int>> times(5);
    std::vector<std::thread> threads;
    engines::start_threads(
        threads, times.size(), [&times](std::size_t number) { ++times.at(number); },
        [] { ADD_FAILURE() << "none was refused"; });
    EXPECT_EQ(threads.size(), times.size());
    engines::join_all(threads);
    EXPECT_TRUE(threads.empty());
    for (const auto& each : times) {
        EXPECT_EQ(each, 1);
    }
}

/// Work that no third thread can have a copy of, as when the system refuses one.
struct work_for_two {
    std::atomic<int>* copies;
    std::atomic<bool>* leave;
    std::atomic<int>* left;

    work_for_two(std::atomic<int>& made, std::atomic<bool>& when, std::atomic<int>& gone)
        : copies(&made), leave(&when), left(&gone) {}
    work_for_two(const work_for_two& other)
        : copies(other.copies), leave(other.leave), left(other.left) {
        if (copies->fetch_add(1) == 2) {
            throw std::runtime_error("no more");
        }
    }
    work_for_two(work_for_two&&) = default;
    work_for_two& operator=(const work_for_two&) = delete;
    ~work_for_two() = default;

    void operator()(std::size_t /*number*/) const {
        leave->wait(false);
        ++*left;
    }
};

TEST(Threads, ThatWereStartedEndWhereAnotherIsRefused) {
    std::atomic<int> copies = 0;
    std::atomic<bool> leave = false;
    std::atomic<int> left = 0;
    std::vector<std::thread> threads;
    try {
        engines::start_threads(threads, 7, work_for_two(copies, leave, left), [&leave] {
            leave = true;
            leave.notify_all();
        });
        ADD_FAILURE() << "all were started";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_EQ(refused.what(), "cannot start thread 3 of 7 (no more); lower --limit or " +
                                      process_limit_advice());
    }
    EXPECT_EQ(left, 2);
    EXPECT_TRUE(threads.empty());
}

TEST(Threads, ThatAreRequiredAreThereOrALimitOfTheMachine) {
    const auto before = census::take();
    engines::require_threads(4);
    EXPECT_EQ(census::left_since(before, under_tsan ? 1 : 0), "");
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([] {
        ASSERT_TRUE(allow_threads(3));
        EXPECT_NO_THROW(engines::require_threads(2));
        EXPECT_THROW(engines::require_threads(50), error);
    });
}

/// Joining may return while the system still counts the thread, so this one is awaited while it
/// lives.
TEST(Threads, AreForgottenWhenTheWaitForThatReturns) {
    for (int round = 0; round < 20; ++round) {
        std::atomic<pid_t> id = 0;
        std::atomic<bool> end = false;
        std::thread ending([&] {
            id = ::gettid();
            while (!end) {
                std::this_thread::yield();
            }
        });
        while (id == 0) {
            std::this_thread::yield();
        }
        const pid_t awaited = id;
        end = true;
        engines::await_forgotten({&awaited, 1});
        EXPECT_EQ(::syscall(SYS_tgkill, ::getpid(), awaited, 0), -1);
        EXPECT_EQ(errno, ESRCH);
        ending.join();
    }
}

} // namespace
} // namespace crossover::tests
