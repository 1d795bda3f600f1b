#include "engines/posix/process_pool.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/outcomes.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/shared_memory.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using engines::shared_memory_pool;

using body = shared_memory_pool::body;

body storing_index() {
    return [](const batch& b, std::size_t i) { b.results[i] = i + 1; };
}

/// A body that runs `deed` for one task, and stores the index for the others.
template <class Deed>
std::function<body()> for_task(std::size_t victim, Deed deed) {
    return [=] {
        return [=](const batch& b, std::size_t i) {
            if (i == victim) {
                deed();
            }
            b.results[i] = i + 1;
        };
    };
}

bool all_stored(const batch& b) {
    for (std::size_t i = 0; i < b.tasks; ++i) {
        if (b.results[i] != i + 1) {
            return false;
        }
    }
    return true;
}

/// The error of a batch that must fail.
std::string text_of_failure(shared_memory_pool& pool, const batch& b) {
    try {
        pool.run(b);
    } catch (const std::exception& failure) {
        return failure.what();
    }
    ADD_FAILURE() << "no error came through";
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class ProcessPool : public testing::Test {
protected:
    ProcessPool() : before_(census::take()) {}
    ~ProcessPool() override { EXPECT_EQ(census::left_since(before_), ""); }

    bench::outcomes left_{1000};

private:
    census before_;
};

TEST_F(ProcessPool, RunsEveryTaskOfManyBatches) {
    shared_memory_pool pool(3, storing_index);
    EXPECT_EQ(pool.width(), 3U);
    EXPECT_EQ(pool.workers().size(), 3U);
    for (std::size_t round = 0; round < 2000; ++round) {
        const auto b = left_.prepare(round % 20, true);
        pool.run(b);
        ASSERT_TRUE(all_stored(b)) << "in round " << round;
    }
}

TEST_F(ProcessPool, ShipsAMillionResults) {
    bench::outcomes many(1'000'000);
    shared_memory_pool pool(2, storing_index);
    const auto b = many.prepare(1'000'000, true);
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
}

TEST_F(ProcessPool, SendsTheTextOfAFailureAndWorksOn) {
    shared_memory_pool pool(2, for_task(500, [] { throw std::runtime_error("bad luck"); }));
    EXPECT_EQ(text_of_failure(pool, left_.prepare(1000, false)), "bad luck");
    const auto b = left_.prepare(400, false); // the victim is not among them
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
}

TEST_F(ProcessPool, KeepsTheCodeOfAnError) {
    shared_memory_pool pool(2, for_task(3, [] { throw error(exit_code::peer_failed, "the peer is gone"); }));
    try {
        pool.run(left_.prepare(10, false));
        ADD_FAILURE() << "no error came through";
    } catch (const error& known) {
        EXPECT_EQ(known.code(), exit_code::peer_failed);
        EXPECT_STREQ(known.what(), "the peer is gone");
    }
}

TEST_F(ProcessPool, CutsATextThatIsTooLong) {
    shared_memory_pool pool(2, for_task(0, [] { throw std::runtime_error(std::string(5000, 'x')); }));
    const auto text = text_of_failure(pool, left_.prepare(10, false));
    EXPECT_GE(text.size(), 256U);
    EXPECT_LE(text.size(), 512U);
    EXPECT_EQ(text, std::string(text.size(), 'x'));
}

TEST_F(ProcessPool, TellsOfSomethingThrownThatIsNoException) {
    shared_memory_pool pool(2, for_task(0, [] { throw 42; }));
    EXPECT_TRUE(contains(text_of_failure(pool, left_.prepare(10, false)), "not a std::exception"));
}

TEST_F(ProcessPool, NamesTheWorkerTheTaskAndTheSignalOfADeath) {
    shared_memory_pool pool(3, for_task(7, [] { ::kill(::getpid(), SIGKILL); }));
    const auto text = text_of_failure(pool, left_.prepare(10, false));
    EXPECT_TRUE(contains(text, "worker process ")) << text;
    EXPECT_TRUE(contains(text, "SIGKILL")) << text;
    EXPECT_TRUE(contains(text, "task 7")) << text;
    EXPECT_THROW(pool.run(left_.prepare(10, false)), std::logic_error) << "it is of no more use";
    shared_memory_pool fresh(3, storing_index);
    const auto b = left_.prepare(10, false);
    fresh.run(b);
    EXPECT_TRUE(all_stored(b));
}

TEST_F(ProcessPool, NamesTheStatusOfAWorkerThatCalledExit) {
    // A sanitizer looks for leaks at exit, and ends with a code of its own.
    shared_memory_pool pool(2, for_task(2, [] { under_sanitizer ? ::_exit(3) : std::exit(3); }));
    const auto text = text_of_failure(pool, left_.prepare(10, false));
    EXPECT_TRUE(contains(text, "exit status 3")) << text;
    EXPECT_TRUE(contains(text, "task 2")) << text;
}

TEST_F(ProcessPool, NamesAWorkerThatDiedBetweenBatches) {
    for (std::size_t victim = 0; victim < 3; ++victim) {
        shared_memory_pool pool(3, storing_index);
        pool.run(left_.prepare(100, false));
        const pid_t pid = pool.workers()[victim];
        ::kill(pid, SIGKILL);
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT); // it is dead for certain
        const auto text = text_of_failure(pool, left_.prepare(100, false));
        EXPECT_TRUE(contains(text, "worker process " + std::to_string(victim) + " ")) << text;
        EXPECT_TRUE(contains(text, "SIGKILL")) << text;
    }
}

/// usage() waits until all workers sleep: one that is dead never will.
TEST_F(ProcessPool, AsksADeadWorkerNothingForever) {
    shared_memory_pool pool(2, for_task(9, [] {}));
    pool.run(left_.prepare(10, false));
    ::kill(pool.workers()[0], SIGKILL);
    ::kill(pool.workers()[1], SIGKILL);
    try {
        static_cast<void>(pool.usage());
    } catch (const error& told) {
        EXPECT_TRUE(contains(told.what(), "SIGKILL"));
    }
}

TEST_F(ProcessPool, LetsNoTaskGoOnAfterADeath) {
    const shared_memory<std::atomic<int>> ended;
    const auto make = [&ended] {
        return [&ended](const batch& /*b*/, std::size_t i) {
            if (i == 0) {
                std::this_thread::sleep_for(5ms);
                ::_exit(1);
            }
            std::this_thread::sleep_for(20ms);
            ended->fetch_add(1);
        };
    };
    shared_memory_pool pool(3, make);
    text_of_failure(pool, left_.prepare(3, false));
    const int at_return = ended->load();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(ended->load(), at_return) << "a task was still running when run() had returned";
}

TEST_F(ProcessPool, IsNotMadeWhenAWorkerCannotGetReady) {
    try {
        shared_memory_pool pool(3, []() -> body { throw std::runtime_error("no way"); });
        ADD_FAILURE() << "it was made";
    } catch (const std::runtime_error& failure) {
        EXPECT_STREQ(failure.what(), "no way");
    }
    try {
        shared_memory_pool pool(3, []() -> body { ::_exit(9); });
        ADD_FAILURE() << "it was made";
    } catch (const error& failure) {
        EXPECT_TRUE(contains(failure.what(), "exit status 9")) << failure.what();
    }
}

TEST_F(ProcessPool, KnowsWhatItsWorkersUsed) {
    shared_memory_pool pool(2, [] {
        return [](const batch& /*b*/, std::size_t /*i*/) {
            const auto until = now_ns() + 20'000'000;
            while (now_ns() < until) {
            }
        };
    });
    const auto before = pool.usage();
    pool.run(left_.prepare(4, false));
    const auto after = pool.usage();
    const auto used = after.user_ns + after.system_ns - before.user_ns - before.system_ns;
    EXPECT_GT(used, 8'000'000) << "four tasks of 20 ms on two workers, on a machine that may be busy";
    EXPECT_LT(used, 100'000'000);
}

bool is_running(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    return stat >> id >> name >> state && state != "Z" && state != "X";
}

TEST_F(ProcessPool, LeavesNoOrphanWhenItsProcessIsKilled) {
    struct pids {
        std::atomic<pid_t> worker[2];
    };
    const shared_memory<pids> seen;
    const int status = status_of_child([&] {
        shared_memory_pool pool(2, storing_index);
        seen->worker[0] = pool.workers()[0];
        seen->worker[1] = pool.workers()[1];
        ::kill(::getpid(), SIGKILL);
    });
    EXPECT_TRUE(WIFSIGNALED(status));
    const auto until = now_ns() + 5'000'000'000;
    for (const auto& worker : seen->worker) {
        ASSERT_GT(worker.load(), 0);
        while (is_running(worker) && now_ns() < until) {
            std::this_thread::sleep_for(1ms);
        }
        EXPECT_FALSE(is_running(worker));
    }
}

class ProcessPoolTiming : public ProcessPool {};

TEST_F(ProcessPoolTiming, SeesADeathWithin50Milliseconds) {
    const shared_memory<std::atomic<std::int64_t>> died_ns;
    const auto make = [&died_ns] {
        return [&died_ns](const batch& /*b*/, std::size_t i) {
            if (i == 0) {
                std::this_thread::sleep_for(5ms);
                died_ns->store(now_ns());
                ::kill(::getpid(), SIGKILL);
            }
            std::this_thread::sleep_for(10s); // siblings are busy for long
        };
    };
    std::int64_t best = INT64_MAX;
    for (int attempt = 0; attempt < 5 && best > 50'000'000; ++attempt) { // a busy machine may delay this process once
        shared_memory_pool pool(3, make);
        text_of_failure(pool, left_.prepare(3, false));
        best = std::min(best, now_ns() - died_ns->load());
    }
    EXPECT_LT(best, 50'000'000);
}

TEST_F(ProcessPoolTiming, EndsPromptlyAfterAFailure) {
    auto begin = now_ns();
    {
        shared_memory_pool pool(4, storing_index);
        pool.run(left_.prepare(10, false));
        begin = now_ns();
    }
    EXPECT_LT(now_ns() - begin, 1'000'000'000);
    {
        shared_memory_pool pool(4, [] {
            return [](const batch& /*b*/, std::size_t i) {
                if (i == 0) {
                    ::_exit(1);
                }
                std::this_thread::sleep_for(10s);
            };
        });
        text_of_failure(pool, left_.prepare(4, false));
        begin = now_ns();
    }
    EXPECT_LT(now_ns() - begin, 1'000'000'000);
}

} // namespace
} // namespace crossover::tests
