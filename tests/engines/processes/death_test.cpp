/// A worker that dies, whenever and however: what was pending fails with a message that says who
/// and how, and nothing hangs.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/shared_memory.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/sanitizers.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

template <class Engine>
class ProcessPoolDeath : public process_pool_fixture<Engine> {
protected:
    /// The message of a batch whose task 7 ends its worker by `deed`; the pool is of no more use, a
    /// fresh one is.
    template <class Deed>
    std::string after(Deed deed) {
        typename process_pool_fixture<Engine>::pool_type pool(3, for_task(7, deed));
        const auto text = this->text_of_failed_run(pool, this->left_.prepare(10, false));
        EXPECT_TRUE(contains(text, "worker process ")) << text;
        EXPECT_TRUE(contains(text, "while running task 7")) << text;
        EXPECT_FALSE(pool.usable());
        EXPECT_THROW(pool.run(this->left_.prepare(10, false)), std::logic_error);
        this->expect_fresh_pool_works();
        return text;
    }
};
TYPED_TEST_SUITE(ProcessPoolDeath, process_pool_engines, engine_name);

TYPED_TEST(ProcessPoolDeath, BySignalIsToldWithWorkerTaskAndSignal) {
    EXPECT_TRUE(
        contains(this->after([] { ::kill(::getpid(), SIGKILL); }), "killed by signal 9 (SIGKILL)"));
    EXPECT_TRUE(contains(this->after([] { ::kill(::getpid(), SIGTERM); }),
                         "killed by signal 15 (SIGTERM)"));
}

TYPED_TEST(ProcessPoolDeath, ByACrashIsToldAsASignal) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer turns a crash into a report and an exit";
    }
    EXPECT_TRUE(contains(this->after([] {
        volatile int* const nowhere = nullptr;
        *nowhere = 1;
    }),
                         "killed by signal 11 (SIGSEGV)"));
    EXPECT_TRUE(contains(this->after([] { std::abort(); }), "killed by signal 6 (SIGABRT)"));
}

/// A worker that closes what it did not open can tell its parent nothing any more. Each is told as
/// what it is, and nobody waits for a word that cannot come.
TYPED_TEST(ProcessPoolDeath, OfWhoeverClosesThePoolsDescriptorsIsTold) {
    typename TestFixture::pool_type pool(1, [] {
        return [](const process_call& call) {
            for (int fd = 3; fd < 200; ++fd) {
                ::close(fd);
            }
            return index_plus_one(call);
        };
    });
    const auto text = this->text_of_failed_run(pool, this->left_.prepare(2, false));
    EXPECT_TRUE(contains(text, "worker process 0 (pid ")) << text;
    EXPECT_TRUE(contains(text, "closed")) << text;
    EXPECT_FALSE(pool.usable());
    this->expect_fresh_pool_works();
}

TYPED_TEST(ProcessPoolDeath, ByExitIsToldWithItsStatusEvenZero) {
    // A sanitizer looks for leaks at exit, and ends with a code of its own.
    EXPECT_TRUE(contains(this->after([] { under_sanitizer ? ::_exit(3) : std::exit(3); }),
                         "exit status 3"));
    EXPECT_TRUE(contains(this->after([] { ::_exit(0); }), "exit status 0"))
        << "its task has no result";
}

TYPED_TEST(ProcessPoolDeath, BetweenBatchesIsToldByTheNext) {
    for (std::size_t victim = 0; victim < 3; ++victim) {
        typename TestFixture::pool_type pool(3, storing_index);
        pool.run(this->left_.prepare(100, false));
        ::kill(pool.workers()[victim], SIGKILL);
        await_death(pool.workers()[victim]);
        const auto text = this->text_of_failed_run(pool, this->left_.prepare(100, false));
        EXPECT_TRUE(contains(text, "worker process " + std::to_string(victim) + " ")) << text;
        EXPECT_TRUE(contains(text, "SIGKILL")) << text;
        EXPECT_TRUE(contains(text, "between two batches")) << text;
        const auto again = this->text_of_failed_run(pool, this->left_.prepare(100, false));
        EXPECT_TRUE(contains(again, "make a new one") && contains(again, "SIGKILL")) << again;
    }
}

TYPED_TEST(ProcessPoolDeath, BeforeTheFirstBatchIsToldByIt) {
    typename TestFixture::pool_type pool(3, storing_index);
    ::kill(pool.workers()[1], SIGKILL);
    await_death(pool.workers()[1]);
    EXPECT_TRUE(contains(this->text_of_failed_run(pool, this->left_.prepare(2, false)),
                         "worker process 1 "));
}

TYPED_TEST(ProcessPoolDeath, OfAllWorkersAtOnceIsTold) {
    typename TestFixture::pool_type pool(
        3, [] { return [](const process_call&) -> outcome { ::_exit(4); }; });
    EXPECT_TRUE(
        contains(this->text_of_failed_run(pool, this->left_.prepare(100, false)), "exit status 4"));
    this->expect_fresh_pool_works();
}

/// usage() asks all workers: one that is dead never answers.
TYPED_TEST(ProcessPoolDeath, HoldsUpNoQuestion) {
    typename TestFixture::pool_type pool(2, storing_index);
    pool.run(this->left_.prepare(10, false));
    ::kill(pool.workers()[0], SIGKILL);
    ::kill(pool.workers()[1], SIGKILL);
    try {
        static_cast<void>(pool.usage());
    } catch (const error& told) {
        EXPECT_TRUE(contains(told.what(), "SIGKILL"));
    }
}

TYPED_TEST(ProcessPoolDeath, LetsNoTaskGoOn) {
    const shared_memory<std::atomic<int>> ended;
    typename TestFixture::pool_type pool(3, [&ended] {
        return [&ended](const process_call& call) {
            std::this_thread::sleep_for(call.index == 0 ? 5ms : 20ms);
            if (call.index == 0) {
                ::_exit(1);
            }
            ended->fetch_add(1);
            return index_plus_one(call);
        };
    });
    this->text_of_failed_run(pool, this->left_.prepare(3, false));
    const int at_return = ended->load();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(ended->load(), at_return) << "a task was still running when run() had returned";
}

/// Kills a worker at a random moment of a batch of no-ops, which are taken, run and answered all
/// the time. Whatever it was doing: the batch ends, right or with the death's message, and then
/// nothing is left.
TYPED_TEST(ProcessPoolDeath, AtAnyPointIsToldAndLeavesNothing) {
    constexpr int rounds = 200;
    constexpr std::size_t width = 3;
    bench::outcomes many(20'000);
    std::minstd_rand random(20261123);
    int told = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto victim = random() % width;
        const std::chrono::microseconds delay(random() % 3000);
        typename TestFixture::pool_type pool(width, storing_index);
        const pid_t pid = pool.workers()[victim];
        std::jthread killer([pid, delay] {
            std::this_thread::sleep_for(delay);
            ::kill(pid, SIGKILL);
        });
        std::string text;
        try {
            for (;;) { // no batch takes forever, and one of them meets the death
                const auto b = many.prepare(20'000, round % 2 == 0);
                pool.run(b);
                ASSERT_TRUE(all_stored(b)) << "in round " << round;
            }
        } catch (const error& death) {
            text = death.what();
            ++told;
        }
        EXPECT_TRUE(contains(text, "worker process " + std::to_string(victim) + " (pid " +
                                       std::to_string(pid) + ") was killed by signal 9 (SIGKILL)"))
            << text;
        ASSERT_FALSE(pool.usable());
    }
    EXPECT_EQ(told, rounds);
    this->expect_fresh_pool_works();
}

} // namespace
} // namespace crossover::tests
