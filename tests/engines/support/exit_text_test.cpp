/// How a child ended, in words, as waitid tells it.

#include "engines/support/exit_text.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// The text of a child that does this.
template <class Deed>
std::string exit_text_of_child(const Deed& deed) {
    const pid_t child = ::fork();
    if (child == 0) {
        deed();
        ::_exit(0);
    }
    siginfo_t info{};
    EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED), 0);
    return engines::exit_text(info);
}

TEST(ExitText, TellsTheStatusOfOneThatHasExited) {
    EXPECT_EQ(exit_text_of_child([] {}), "ended with exit status 0");
    EXPECT_EQ(exit_text_of_child([] { ::_exit(3); }), "ended with exit status 3");
    EXPECT_EQ(exit_text_of_child([] { ::_exit(SIGKILL); }), "ended with exit status 9");
}

TEST(ExitText, NamesTheSignalThatKilled) {
    const auto killed_by = [](int signal) {
        return exit_text_of_child([signal] {
            ::signal(signal, SIG_DFL);
            ::raise(signal);
        });
    };
    EXPECT_EQ(killed_by(SIGKILL), "was killed by signal 9 (SIGKILL)");
    EXPECT_EQ(killed_by(SIGTERM), "was killed by signal 15 (SIGTERM)");
    const std::string nameless = std::to_string(SIGRTMAX);
    EXPECT_EQ(killed_by(SIGRTMAX), "was killed by signal " + nameless);
}

TEST(ExitText, TellsOfACoreDumpAsOfASignal) {
    siginfo_t info{};
    info.si_pid = 1;
    info.si_code = CLD_DUMPED;
    info.si_status = SIGABRT;
    EXPECT_EQ(engines::exit_text(info), "was killed by signal 6 (SIGABRT)");
}

/// The kernel has nothing to tell then, and leaves zeros.
TEST(ExitText, SaysWhenTheEndOfAChildIsNotKnown) {
    EXPECT_NE(engines::exit_text(siginfo_t{}).find("ignores SIGCHLD"), std::string::npos);
}

} // namespace
} // namespace crossover::tests
