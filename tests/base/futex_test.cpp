/// A futex sends to sleep only who has seen the word as it is, and wakes as many as it is told, in
/// this process or in another.

#include "base/futex.hpp"

#include "base/clock.hpp"
#include "base/shared_memory.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// Whether a thread of this process sleeps in the kernel.
bool is_asleep(pid_t thread) {
    std::ifstream stat("/proc/self/task/" + std::to_string(thread) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    return stat >> id >> name >> state && state == "S";
}

template <class Condition>
bool comes_true(const Condition& condition) {
    for (const auto until = now_ns() + 10'000'000'000; now_ns() < until;) {
        if (condition()) {
            return true;
        }
        std::this_thread::yield();
    }
    return false;
}

TEST(Futex, SendsNobodyToSleepWhoHasSeenAnotherWord) {
    std::atomic<std::uint32_t> word = 1;
    futex_wait(word, 0, futex_reach::process);
    futex_wait(word, 0, futex_reach::shared);
    EXPECT_EQ(word, 1U);
}

TEST(Futex, WakesNoMoreThanItIsTold) {
    std::atomic<std::uint32_t> word = 0;
    std::atomic<int> awake = 0;
    std::atomic<bool> leave = false;
    std::array<std::atomic<pid_t>, 2> ids{};
    std::array<std::thread, 2> threads;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        threads[i] = std::thread([&, i] {
            ids[i] = ::gettid();
            futex_wait(word, 0, futex_reach::process);
            ++awake;
            while (!leave) { // awake, for whoever looks
                std::this_thread::yield();
            }
        });
    }
    const auto asleep = [&ids] { return std::ranges::count_if(ids, is_asleep); };
    ASSERT_TRUE(comes_true([&] { return asleep() == 2; }));
    futex_wake(word, 1, futex_reach::process);
    ASSERT_TRUE(comes_true([&] { return awake == 1; }));
    EXPECT_EQ(asleep(), 1);
    futex_wake(word, 1, futex_reach::process);
    ASSERT_TRUE(comes_true([&] { return awake == 2; }));
    leave = true;
    for (auto& thread : threads) {
        thread.join();
    }
}

TEST(Futex, ReachesAnotherProcess) {
    const shared_memory<std::atomic<std::uint32_t>> word;
    const pid_t child = ::fork();
    if (child == 0) {
        futex_wait(*word, 0, futex_reach::shared);
        ::_exit(7);
    }
    int status = 0;
    const bool woken = comes_true([&] {
        futex_wake(*word, 1, futex_reach::shared);
        return ::waitpid(child, &status, WNOHANG) == child;
    });
    EXPECT_TRUE(woken);
    if (!woken) {
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
    }
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

} // namespace
} // namespace crossover::tests
