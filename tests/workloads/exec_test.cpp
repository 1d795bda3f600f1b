/// Commands: how they end, and that nothing of them is left behind, under threads and under loops.

#include "workloads/exec.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "engines/support/blocking_waits.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/type_lists.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

parameters asked(const std::string& command, std::int64_t deadline_us = 20'000'000) {
    return parameters("exec", workloads::exec::parameter_list, {{"deadline_us", deadline_us}},
                      {.rates = {}, .texts = {{"command", command}}});
}

/// A file that a command can write its process number to.
class note {
public:
    note() : path_("/tmp/crossover-exec-test-" + std::to_string(::getpid())) {
        std::remove(path_.c_str());
    }
    note(const note&) = delete;
    note& operator=(const note&) = delete;
    ~note() { std::remove(path_.c_str()); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// The number, once it is there; -1 when it does not come within five seconds.
    [[nodiscard]] pid_t pid() const {
        for (const auto until = now_ns() + 5'000'000'000; now_ns() < until; ::usleep(200)) {
            std::ifstream in(path_);
            pid_t number = -1;
            if (std::string end; in >> number >> end && end == ".") {
                return number;
            }
        }
        return -1;
    }

private:
    std::string path_;
};

template <class Act>
std::string failure_of(const Act& act) {
    try {
        act();
    } catch (const error& failed) {
        EXPECT_EQ(failed.code(), exit_code::server_failed) << failed.what();
        return failed.what();
    }
    return "nothing";
}

std::uint64_t run_blocking(const workloads::exec& work, std::size_t index) {
    engines::blocking_waits waits;
    waits.open(work.endpoint(), 1);
    return work.compute(index, waits.wait(work.wait(index), 0));
}

std::string failure_of_blocking(const std::string& command, std::int64_t deadline_us = 20'000'000) {
    const workloads::exec work(asked(command, deadline_us));
    return failure_of([&] { run_blocking(work, 7); });
}

TEST(Exec, YieldsItsDigestWhenTheCommandEndsWell) {
    for (const std::string command : {"true", "echo {i}", "echo {i} | cat",
                                      "head -c 300000 /dev/zero", "sh -c 'exec >&-; sleep 0.01'"}) {
        const workloads::exec work(asked(command));
        EXPECT_EQ(run_blocking(work, 5), work.expected(5)) << command;
    }
}

TEST(Exec, GivesTheIndexToTheCommand) {
    EXPECT_EQ(failure_of_blocking("sh -c 'exit {i}'"),
              "the command of task 7, 'sh -c 'exit 7'', ended with status 7; run it by hand to see "
              "what it says");
}

TEST(Exec, TellsHowACommandFailed) {
    EXPECT_NE(failure_of_blocking("false").find("ended with status 1"), std::string::npos);
    EXPECT_NE(failure_of_blocking("sh -c 'kill -9 $$'").find("was ended by signal 9 (Killed)"),
              std::string::npos);
    EXPECT_NE(failure_of_blocking("no_such_program_here | false").find("ended with status 1"),
              std::string::npos);
}

TEST(Exec, ShowsTheLastLineOfTheErrorOutputAndTheShell) {
    EXPECT_EQ(failure_of_blocking("sh -c 'echo first >&2; echo the reason >&2; exit 3'"),
              "the command of task 7, 'sh -c 'echo first >&2; echo the reason >&2; exit 3'', ended "
              "with status 3, and said: the reason");
    const auto shell = failure_of_blocking("no_such_program_here > /dev/null");
    EXPECT_NE(shell.find("run by /bin/sh -c, ended with status 127, and said: "), std::string::npos)
        << shell;
    EXPECT_NE(shell.find("no_such_program_here: not found"), std::string::npos) << shell;
}

TEST(Exec, SurvivesACommandThatWritesErrorsWithoutEnd) {
    EXPECT_NE(failure_of_blocking("sh -c 'head -c 3000000 /dev/zero >&2; echo end >&2; exit 1'")
                  .find("and said: "),
              std::string::npos);
}

TEST(Exec, DoesNotWaitForWhatACommandLeavesInTheBackground) {
    const workloads::exec work(asked("sleep 20 & true"));
    const auto start = now_ns();
    EXPECT_EQ(run_blocking(work, 5), work.expected(5));
    EXPECT_LT(now_ns() - start, 10'000'000'000);
}

TEST(Exec, KillsWhatIsLate) {
    const auto start = now_ns();
    for (const std::string command :
         {"sleep 60", "sh -c 'exec >&-; sleep 60'", "sleep 60 | sleep 60"}) {
        EXPECT_NE(
            failure_of_blocking(command, 5000).find("has not ended within 5000 us and was killed"),
            std::string::npos);
    }
    EXPECT_LT(now_ns() - start, 20'000'000'000);
}

/// SIGPIPE, which the bench ignores, must end a command that writes where nobody reads.
TEST(Exec, GivesCommandsTheSignalsThatProgramsExpect) {
    ::signal(SIGPIPE, SIG_IGN);
    const workloads::exec work(asked("yes | head -n 1"));
    EXPECT_EQ(run_blocking(work, 0), work.expected(0));
}

TEST(Exec, JudgesThatEveryTaskRanItsCommand) {
    workloads::exec work(asked("true"));
    work.begin_batch();
    run_blocking(work, 0);
    EXPECT_NO_THROW(work.end_batch(1));
    EXPECT_THROW(work.end_batch(2), error);
    work.begin_batch();
    EXPECT_THROW(work.end_batch(1), error);
}

TEST(Exec, CountsTheCommandsInTheUsageOfChildren) {
    const auto used = [] {
        rusage children{};
        ::getrusage(RUSAGE_CHILDREN, &children);
        return children.ru_utime.tv_sec * 1'000'000 + children.ru_utime.tv_usec +
               children.ru_stime.tv_sec * 1'000'000 + children.ru_stime.tv_usec;
    };
    const auto before = used();
    run_blocking(workloads::exec(asked("sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'")),
                 0);
    EXPECT_GT(used() - before, 1000) << "twenty thousand rounds of a shell take some 10 ms";
}

TEST(Exec, LeavesNothingBehind) {
    const auto use = [] {
        failure_of_blocking("false");
        failure_of_blocking("sleep 60", 2000);
        run_blocking(workloads::exec(asked("echo {i}")), 1);
    };
    use();
    const auto before = census::take();
    use();
    EXPECT_EQ(census::left_since(before), "");
}

/// What a command started and did not wait for ends with it.
TEST(Exec, KillsWhatACommandLeavesRunning) {
    const note started;
    const workloads::exec work(asked("sleep 60 > /dev/null & echo $! . > " + started.path()));
    run_blocking(work, 0);
    EXPECT_TRUE(ends_soon(started.pid()));
}

/// A bench that is killed takes its commands with it.
TEST(Exec, DiesWithItsParent) {
    const note started;
    const pid_t parent = ::fork();
    if (parent == 0) {
        try {
            run_blocking(
                workloads::exec(asked("sh -c 'echo $$ . > " + started.path() + "; exec sleep 60'")),
                0);
        } catch (...) {
        }
        ::_exit(0);
    }
    const pid_t command = started.pid();
    ASSERT_GT(command, 0);
    EXPECT_TRUE(is_running(command));
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    EXPECT_TRUE(ends_soon(command));
}

template <class Engine>
class LoopExec : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    static coroutine run(loop_type& l, const workloads::exec& work, std::size_t i,
                         std::uint64_t& digest) {
        digest = work.compute(i, co_await l.wait(work.wait(i), i));
    }
    static coroutine fail_after(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        throw error(exit_code::server_failed, "on purpose");
    }
};
TYPED_TEST_SUITE(LoopExec, loop_engines, engine_name);

TYPED_TEST(LoopExec, RunsCommandsSideBySide) {
    typename TypeParam::loop loop;
    const workloads::exec work(asked("sh -c 'echo {i}; exec >&-; sleep 0.05'"));
    loop.open(work.endpoint(), 10);
    const auto start = now_ns();
    std::vector<std::uint64_t> digests(10);
    for (std::size_t i = 0; i < 10; ++i) {
        loop.spawn(this->run(loop, work, i, digests[i]));
    }
    loop.run();
    EXPECT_LT(now_ns() - start, 10'000'000'000);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(digests[i], work.expected(i));
    }
}

TYPED_TEST(LoopExec, ACancellationKillsWhatRunsAndTheSlotsAreUsedAgain) {
    const workloads::exec slow(asked("sleep 60"));
    const auto use = [&](bool cancelled) {
        typename TypeParam::loop loop;
        loop.open(slow.endpoint(), 4);
        std::uint64_t ignored = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            loop.spawn(this->run(loop, slow, i, ignored));
        }
        loop.spawn(this->fail_after(loop, cancelled ? 5ms : 0ms));
        EXPECT_EQ(failure_of([&] { loop.run(); }), "on purpose");
    };
    const auto start = now_ns();
    use(true);
    const auto before = census::take();
    use(true);
    use(false);
    EXPECT_EQ(census::left_since(before), "");
    EXPECT_LT(now_ns() - start, 20'000'000'000);
}

TYPED_TEST(LoopExec, AFailureIsTheTasks) {
    typename TypeParam::loop loop;
    const workloads::exec work(asked("test {i} -ne 1"));
    loop.open(work.endpoint(), 3);
    std::vector<std::uint64_t> digests(3);
    for (std::size_t i = 0; i < 3; ++i) {
        loop.spawn(this->run(loop, work, i, digests[i]));
    }
    EXPECT_NE(failure_of([&] {
                  loop.run();
              }).find("the command of task 1, 'test 1 -ne 1', ended with status 1"),
              std::string::npos);
}

} // namespace
} // namespace crossover::tests
