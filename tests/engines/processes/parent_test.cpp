/// A pool's workers and the process that owns them: no orphan, no zombie, and what lives beside
/// them in the parent does not matter.

#include "base/shared_memory.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/sanitizers.hpp"

#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

template <class Engine>
class ProcessPoolParent : public process_pool_fixture<Engine> {
protected:
    using pool_type = typename process_pool_fixture<Engine>::pool_type;

    struct pids {
        std::atomic<pid_t> worker[2];
    };

    /// Kills a process that owns a pool whose workers do `task` at that time; expects that they
    /// end.
    template <class Task>
    void expect_no_orphan(std::size_t tasks, Task task, bool on_another_thread = false) {
        if (under_tsan) { // it does so until the next call that it knows, and a futex is none
            GTEST_SKIP() << "ThreadSanitizer holds back the signal that tells a worker of its "
                            "parent's death";
        }
        const shared_memory<pids> seen;
        const int status = status_of_child([&] {
            const auto parent = ::getpid();
            const auto live = [&] {
                pool_type owned(2, [&] {
                    return [&, parent](const process_call& call) {
                        task(parent);
                        return index_plus_one(call);
                    };
                });
                seen->worker[0] = owned.workers()[0];
                seen->worker[1] = owned.workers()[1];
                owned.run(this->left_.prepare(tasks, false));
                ::kill(parent, SIGKILL);
            };
            if (on_another_thread) {
                std::thread(live).join();
            } else {
                live();
            }
        });
        EXPECT_TRUE(WIFSIGNALED(status));
        for (const auto& worker : seen->worker) {
            ASSERT_GT(worker.load(), 0);
            EXPECT_TRUE(ends_soon(worker));
        }
    }
};
TYPED_TEST_SUITE(ProcessPoolParent, process_pool_engines, engine_name);

TYPED_TEST(ProcessPoolParent, LeavesNoOrphanWhenItIsKilledBetweenBatches) {
    this->expect_no_orphan(10, [](pid_t /*parent*/) {});
}

TYPED_TEST(ProcessPoolParent, LeavesNoOrphanWhenItIsKilledWhileWorkersAreBusy) {
    this->expect_no_orphan(2, [](pid_t parent) {
        ::kill(parent, SIGKILL);
        std::this_thread::sleep_for(60s);
    });
}

/// The main thread ends with its process, another one need not.
TYPED_TEST(ProcessPoolParent, LeavesNoOrphanOfAnyThread) {
    constexpr bool on_another_thread = true;
    this->expect_no_orphan(
        10, [](pid_t /*parent*/) {}, on_another_thread);
    this->expect_no_orphan(
        2,
        [](pid_t parent) {
            ::kill(parent, SIGKILL);
            std::this_thread::sleep_for(60s);
        },
        on_another_thread);
}

/// Whoever is stopped runs no signal handler.
TYPED_TEST(ProcessPoolParent, LeavesNoOrphanThatIsStopped) {
    this->expect_no_orphan(1, [](pid_t parent) {
        ::kill(parent, SIGKILL);
        ::kill(::getpid(), SIGSTOP);
        std::this_thread::sleep_for(60s); // it was continued
    });
}

/// Workers inherit what the thread that forks them blocks.
TYPED_TEST(ProcessPoolParent, LeavesNoOrphanWhereItBlockedEverySignal) {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    this->expect_no_orphan(10, [](pid_t /*parent*/) {});
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

/// The kernel's parent-death signal comes when a thread ends; the pool belongs to the process.
TYPED_TEST(ProcessPoolParent, MayLoseTheThreadThatMadeThePool) {
    std::unique_ptr<typename TestFixture::pool_type> pool;
    std::thread([&] {
        pool = std::make_unique<typename TestFixture::pool_type>(3, storing_index);
    }).join();
    for (int round = 0; round < 20; ++round) {
        const auto b = this->left_.prepare(1000, false);
        pool->run(b);
        ASSERT_TRUE(all_stored(b));
        std::this_thread::sleep_for(1ms); // the signal may come late
    }
}

/// A worker is forked while threads allocate, throw and write: none of their locks may be held in
/// it for ever.
TYPED_TEST(ProcessPoolParent, MayHaveThreadsThatAllocateAndThrow) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer's own locks are not made for a fork beside threads";
    }
    std::atomic<bool> enough = false;
    std::atomic<std::size_t> made = 0;
    std::vector<std::jthread> busy;
    for (int i = 0; i < 3; ++i) {
        busy.emplace_back([&] {
            while (!enough) {
                try {
                    std::vector<std::string> many(100, std::string(1000, 'x'));
                    made += many.size();
                    throw std::runtime_error(many.back());
                } catch (const std::runtime_error& caught) {
                    made += std::string(caught.what()).size();
                }
            }
        });
    }
    for (int round = 0; round < 100; ++round) {
        typename TestFixture::pool_type pool(2, [] {
            auto kept = std::make_shared<std::vector<std::string>>(
                50, std::string(5000, 'y')); // in the worker
            return [kept](const process_call& call) {
                kept->emplace_back(std::string(5000 + call.index, 'z'));
                try {
                    throw std::runtime_error(kept->back());
                } catch (const std::runtime_error&) {
                    return index_plus_one(call);
                }
            };
        });
        const auto b = this->left_.prepare(20, false);
        pool.run(b);
        ASSERT_TRUE(all_stored(b));
    }
    enough = true;
    EXPECT_GT(made, 0U) << "else nothing was tested";
}

/// A child that the program forks for its own ends, and that destroys its copy of the pool, ends no
/// worker.
TYPED_TEST(ProcessPoolParent, MayForkBesideThePool) {
    auto pool = std::make_unique<typename TestFixture::pool_type>(2, storing_index);
    in_child([&] { pool.reset(); });
    const auto b = this->left_.prepare(100, false);
    pool->run(b);
    EXPECT_TRUE(all_stored(b));
}

/// Workers of one pool hold nothing of another: its workers' end would not be seen.
TYPED_TEST(ProcessPoolParent, MayOwnSeveralPools) {
    typename TestFixture::pool_type first(2, storing_index);
    {
        typename TestFixture::pool_type second(2, storing_index);
        ::kill(first.workers()[0], SIGKILL);
        await_death(first.workers()[0]);
        EXPECT_TRUE(
            contains(this->text_of_failed_run(first, this->left_.prepare(9, false)), "SIGKILL"));
        const auto b = this->left_.prepare(100, false);
        second.run(b);
        EXPECT_TRUE(all_stored(b));
    }
}

} // namespace
} // namespace crossover::tests
