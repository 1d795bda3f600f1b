/// Children end when the process of their parent does, and not when only the thread that forked
/// them ends.

#include "engines/support/die_with_parent.hpp"

#include "base/shared_memory.hpp"
#include "engines/support/threads.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/sanitizers.hpp"

#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

struct family_seen {
    std::atomic<pid_t> child = 0;
    std::atomic<int> turns = 0; ///< of the child, since it has begun
};

/// Forks a child that calls `before`, begins, and then goes on for ever.
template <class Before>
void fork_dying_child(family_seen& seen, const Before& before) {
    const engines::die_with_parent dying;
    const pid_t child = ::fork();
    if (child == 0) {
        before();
        dying.begin();
        for (;;) {
            ++seen.turns;
            std::this_thread::yield();
        }
    }
    seen.child = child;
}

/// Whether the child goes on until it has taken so many turns.
bool takes_turns(const family_seen& seen, int turns) {
    while (seen.turns < turns && is_running(seen.child)) {
        std::this_thread::yield();
    }
    return seen.turns >= turns;
}

void expect_child_ends(const family_seen& seen) {
    ASSERT_GT(seen.child, 0);
    const bool ended = ends_soon(seen.child);
    EXPECT_TRUE(ended);
    if (!ended) {
        ::kill(seen.child, SIGKILL);
    }
}

/// A parent that is killed while its child goes on, forked on the thread on which `on` calls.
template <class On>
void expect_killed_together(const On& on) {
    if (under_tsan) {
        GTEST_SKIP() << "ThreadSanitizer holds the signal back until a call that it knows";
    }
    const shared_memory<family_seen> seen;
    const int status = status_of_child([&] {
        on([&] {
            fork_dying_child(*seen, [] {});
            takes_turns(*seen, 1);
            ::kill(::getpid(), SIGKILL);
        });
    });
    EXPECT_TRUE(WIFSIGNALED(status) && seen->turns > 0);
    expect_child_ends(*seen);
}

TEST(DieWithParent, EndsAChildOfTheMainThread) {
    expect_killed_together([](const auto& live) { live(); });
}

TEST(DieWithParent, EndsAChildOfAnotherThreadThatBlocksEverySignal) {
    expect_killed_together([](const auto& live) {
        std::thread([&live] {
            sigset_t all;
            ::sigfillset(&all);
            ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
            live();
        }).join();
    });
}

/// The kernel tells nobody of a parent that has gone before he asks.
TEST(DieWithParent, EndsAChildWhoseParentHasGoneBefore) {
    const shared_memory<family_seen> seen;
    status_of_child([&] {
        fork_dying_child(*seen, [parent = ::getpid()] {
            while (::getppid() == parent) {
                std::this_thread::yield();
            }
        });
    });
    expect_child_ends(*seen);
    EXPECT_EQ(seen->turns, 0);
}

/// Once the system has forgotten the thread, it has sent what it sends at its end; a turn later the
/// child has had it.
TEST(DieWithParent, LeavesAChildOfAThreadThatHasEnded) {
    const shared_memory<family_seen> seen;
    pid_t id = 0;
    std::thread([&] {
        id = ::gettid();
        fork_dying_child(*seen, [] {});
        takes_turns(*seen, 1);
    }).join();
    engines::await_forgotten({&id, 1});
    ASSERT_GT(seen->child, 0);
    EXPECT_TRUE(takes_turns(*seen, seen->turns + 3)) << "it has gone with the thread";
    ::kill(seen->child, SIGKILL);
    ::waitpid(seen->child, nullptr, 0);
}

} // namespace
} // namespace crossover::tests
