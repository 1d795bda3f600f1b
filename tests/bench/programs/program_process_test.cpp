#include "bench/programs/program_process.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/counters/process_tree.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/processes.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

using bench::program_process;

constexpr std::int64_t patience_ns = 10'000'000'000;

/// A program of a few lines of shell, for as long as this lives.
class shell_program {
public:
    explicit shell_program(const std::string& lines)
        : path_(std::filesystem::temp_directory_path() /
                ("crossover_program_" + std::to_string(::getpid()))) {
        std::ofstream(path_) << "#!/bin/sh\n" << lines << '\n';
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    }
    shell_program(const shell_program&) = delete;
    shell_program& operator=(const shell_program&) = delete;
    ~shell_program() { std::filesystem::remove(path_); }

    [[nodiscard]] std::string path() const { return path_; }

private:
    std::filesystem::path path_;
};

template <class Deed>
std::string complaint(Deed deed) {
    try {
        deed();
    } catch (const error& told) {
        EXPECT_EQ(told.code(), exit_code::program_failed);
        return told.what();
    }
    return "";
}

TEST(ProgramProcess, AnswersLineByLineAndQuits) {
    const auto before = census::take();
    {
        const shell_program echo("while read line && [ \"$line\" != '{\"do\":\"quit\"}' ]\n"
                                 "do echo \"got $line\"; done");
        program_process process(echo.path());
        EXPECT_EQ(process.ask("one", "one", patience_ns), "got one");
        const auto asked = now_ns();
        EXPECT_EQ(process.ask("two", "two", patience_ns), "got two");
        EXPECT_GE(process.answered_ns(), asked);
        EXPECT_LE(process.answered_ns(), now_ns());
        EXPECT_EQ(bench::descendants_of(process.supervisor()).front(), process.pid());
        process.quit();
    }
    EXPECT_EQ(census::left_since(before), "");
}

TEST(ProgramProcess, TellsTheLastWordsOfOneThatEnds) {
    const shell_program broken("read line; echo 'no moon tonight' >&2; exit 4");
    program_process process(broken.path());
    const auto said = complaint([&] { process.ask("x", "the moon", patience_ns); });
    EXPECT_NE(said.find("asked for the moon, ended with exit code 4"), std::string::npos) << said;
    EXPECT_NE(said.find("(it said: no moon tonight)"), std::string::npos) << said;
}

TEST(ProgramProcess, IsNotWaitedForLongerThanItsPatience) {
    const shell_program silent("sleep 1000");
    program_process process(silent.path());
    const auto start = now_ns();
    const auto said = complaint([&] {
        process.ask("x", "a word", 50'000'000, [] { return std::string("has been silent"); });
    });
    EXPECT_NE(said.find("has been silent"), std::string::npos) << said;
    EXPECT_LT(now_ns() - start, 5'000'000'000);
}

TEST(ProgramProcess, EndsWithAllThatItHasStarted) {
    const auto before = census::take();
    pid_t deep = 0;
    {
        const shell_program family("(setsid sleep 1000 &) ; sleep 1000 & read line; echo ready\n"
                                   "trap '' TERM; read line");
        program_process process(family.path());
        process.ask("x", "its family", patience_ns);
        const auto all = bench::descendants_of(process.supervisor());
        ASSERT_EQ(all.size(), 3U) << "itself, its child and a daemon";
        deep = all.back();
    }
    EXPECT_FALSE(is_running(deep));
    EXPECT_EQ(census::left_since(before), "");
}

/// The supervisor sees the end of its line, whoever closes it.
TEST(ProgramProcess, EndsWithTheOneThatHasStartedIt) {
    const shell_program family("(setsid sleep 1000 &) ; read line; echo ready; read line");
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t owner = ::fork();
    if (owner == 0) {
        program_process process(family.path());
        process.ask("x", "its family", patience_ns);
        for (const pid_t pid : bench::descendants_of(process.supervisor())) {
            if (::write(ends[1], &pid, sizeof pid) < 0) {
                ::_exit(1);
            }
        }
        ::kill(::getpid(), SIGKILL);
    }
    ::close(ends[1]);
    int found = 0;
    for (pid_t pid = 0; ::read(ends[0], &pid, sizeof pid) == sizeof pid; ++found) {
        EXPECT_TRUE(ends_soon(pid)) << pid;
    }
    EXPECT_EQ(found, 2);
    ::close(ends[0]);
    ::waitpid(owner, nullptr, 0);
}

} // namespace
} // namespace crossover::tests
