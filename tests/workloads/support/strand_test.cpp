/// The queue of `shared_counter`: every message is applied once, one at a time, in the order of one
/// poster.

#include "workloads/support/strand.hpp"

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "tests/support/sanitizers.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

using workloads::strand;

constexpr std::uint64_t posters = 8;
constexpr std::uint64_t additions = under_sanitizer ? 5'000 : 50'000;

/// What messages touch: plain variables, so that the sanitizer sees whether two are ever applied at
/// once.
struct seen {
    strand lane;
    std::uint64_t applied = 0;
    std::array<std::uint64_t, posters> next{};
    std::uint64_t out_of_order = 0;
    std::atomic<std::uint64_t> ready = 0;

    /// Waits for the other posters, so that all post at the same time.
    void await_others() noexcept {
        ++ready;
        while (ready < posters) {
            std::this_thread::yield();
        }
    }

    /// Posts `additions` messages that carry the poster and a number that counts up.
    void post_all(std::uint64_t poster) {
        for (std::uint64_t i = 0; i < additions; ++i) {
            lane.post(i * posters + poster, [this](std::uint64_t message) noexcept {
                ++applied;
                auto& expected = next[message % posters];
                out_of_order += message / posters == expected ? 0 : 1;
                ++expected;
            });
        }
    }

    void expect_all() const {
        EXPECT_EQ(applied, posters * additions);
        EXPECT_EQ(out_of_order, 0U);
    }
};

TEST(Strand, AppliesEveryMessageOnceAndInOrderForThreads) {
    shared_memory<seen> s;
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t p = 0; p < posters; ++p) {
            threads.emplace_back([&s, p] {
                s->await_others();
                s->post_all(p);
            });
        }
    }
    s->expect_all();
}

TEST(Strand, AppliesEveryMessageOnceAndInOrderForProcesses) {
    shared_memory<seen> s;
    for (std::uint64_t p = 0; p < posters; ++p) {
        if (::fork() == 0) {
            s->await_others();
            s->post_all(p);
            ::_exit(0);
        }
    }
    for (std::uint64_t p = 0; p < posters; ++p) {
        int status = -1;
        ::wait(&status);
        EXPECT_EQ(status, 0);
    }
    s->expect_all();
}

/// One poster fills the ring many times over and applies all of it itself.
TEST(Strand, NeedsNobodyElse) {
    shared_memory<seen> s;
    s->post_all(3);
    EXPECT_EQ(s->applied, additions);
}

/// The attendant is held inside a message until the others have filled the ring and wait, from a
/// moment to long enough to sleep: none of them may sleep on.
TEST(Strand, WakesPostersThatFoundItFull) {
    constexpr std::uint64_t hold = 0;
    constexpr std::uint64_t each_of_four = 300; // more than fit: no thread comes to its end
    constexpr std::uint64_t stuck =
        255 + 4; // the ring's slots but the one that is being applied, and one post of each thread
    for (int round = 0; round < 200; ++round) {
        shared_memory<seen> s;
        std::atomic<std::uint64_t> begun = 0;
        std::atomic<bool> holding = false;
        const auto apply = [&](std::uint64_t message) noexcept {
            if (message == hold) {
                holding = true;
                while (begun < stuck) {
                    std::this_thread::yield();
                }
                for (const auto until = now_ns() + round * 1000; now_ns() < until;) {
                }
            }
            ++s->applied;
        };
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { s->lane.post(hold, apply); });
        while (!holding) {
            std::this_thread::yield();
        }
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (std::uint64_t i = 0; i < each_of_four; ++i) {
                    ++begun;
                    s->lane.post(1, apply);
                }
            });
        }
        threads.clear();
        ASSERT_EQ(s->applied, 1 + 4 * each_of_four) << "in round " << round;
    }
}

} // namespace
} // namespace crossover::tests
