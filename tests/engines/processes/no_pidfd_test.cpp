/// Where the system refuses pidfd_open, deaths are told all the same.

#include "base/shared_memory.hpp"
#include "engines/posix/task_processes.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/refuse_call.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// Runs `body` where pidfd_open fails, in a child.
template <class Body>
void without_pidfds(int refusal, const Body& body) {
    in_child([&] {
        ASSERT_TRUE(refuse_call(SYS_pidfd_open, static_cast<unsigned>(refusal)));
        const auto before = census::take();
        body();
        EXPECT_EQ(census::left_since(before), "");
    });
}

template <class Engine>
class NoPidfd : public process_pool_fixture<Engine> {};
TYPED_TEST_SUITE(NoPidfd, process_pool_engines, engine_name);

TYPED_TEST(NoPidfd, PoolsRunAndTellADeath) {
    for (const int refusal : {ENOSYS, EPERM}) {
        without_pidfds(refusal, [this] {
            typename TestFixture::pool_type pool(3,
                                                 for_task(7, [] { ::kill(::getpid(), SIGKILL); }));
            const auto text = this->text_of_failed_run(pool, this->left_.prepare(10, false));
            EXPECT_TRUE(contains(text, "killed by signal 9 (SIGKILL)")) << text;
            EXPECT_TRUE(contains(text, "while running task 7")) << text;
            this->expect_fresh_pool_works();
        });
    }
}

TYPED_TEST(NoPidfd, AWorkerThatLetsGoOfItsPipeIsTold) {
    without_pidfds(ENOSYS, [this] {
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
    });
}

/// A child of somebody else's that has ended and is not reaped hides those of the batch.
TEST(NoPidfdOfTasks, ProcessesOfTasksAreReapedBesideThoseOfOthers) {
    without_pidfds(ENOSYS, [] {
        const pid_t other = ::fork();
        if (other == 0) {
            ::_exit(0);
        }
        const shared_memory<std::atomic<int>> ran;
        engines::task_processes crew(2);
        crew.for_each(8, [&](std::size_t /*i*/, std::size_t /*place*/) { ran->fetch_add(1); });
        EXPECT_EQ(*ran, 8);
        EXPECT_EQ(::waitpid(other, nullptr, 0), other) << "it was somebody else's to reap";
    });
}

} // namespace
} // namespace crossover::tests
