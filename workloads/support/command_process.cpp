#include "workloads/support/command_process.hpp"

#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover {
namespace {

struct launch {
    const char* program;
    char* const* words;
    int output;
    int nothing; ///< /dev/null
    pid_t parent;
    sigset_t signals; ///< to be let through
    volatile int failed =
        0; ///< errno of the child, which runs in our memory until it is another program
};

/// posix_spawn could not bind the child's life to ours. Between vfork and exec there are system
/// calls only.
[[gnu::noinline]] pid_t vfork_and_exec(launch& l) noexcept {
    const pid_t pid = ::vfork(); // NOLINT: this is what it is for
    if (pid != 0) {
        return pid;
    }
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == l.parent && ::dup2(l.nothing, 0) == 0 && ::dup2(l.output, 1) == 1 &&
        ::dup2(l.nothing, 2) == 2) {
        ::signal(SIGPIPE, SIG_DFL); // the bench ignores it, and a program would inherit that
        ::sigprocmask(SIG_SETMASK, &l.signals, nullptr);
        ::execv(l.program, l.words);
    }
    l.failed = errno;
    ::_exit(127);
}

int open_nothing() {
    static const unique_fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    return nothing.get();
}

[[noreturn]] void no_more(int number, const char* what, const char* remedy) {
    const bool limit = number == EMFILE || number == ENFILE || number == EAGAIN || number == ENOMEM;
    throw error(limit ? exit_code::machine_limit : exit_code::internal,
                std::string("cannot ") + what + ": " + std::strerror(number) +
                    (limit ? std::string("; lower --limit or raise ") + remedy : std::string()));
}

} // namespace

void command_process::start(const std::string& program, std::vector<std::string> words) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        no_more(errno, "open a pipe for a command's output", "the descriptor limit with ulimit -n");
    }
    unique_fd read_end(ends[0]);
    const unique_fd write_end(ends[1]);
    ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    launch l{.program = program.c_str(),
             .words = arguments.data(),
             .output = write_end.get(),
             .nothing = open_nothing(),
             .parent = ::getpid(),
             .signals = {}};
    sigset_t all;
    ::sigfillset(&all); // no handler of ours may run in the child, on our stack
    ::pthread_sigmask(SIG_SETMASK, &all, &l.signals);
    const pid_t pid = vfork_and_exec(l);
    const int number = errno;
    ::pthread_sigmask(SIG_SETMASK, &l.signals, nullptr);
    if (pid < 0) {
        no_more(number, "start a process for a command", "the process limit with ulimit -u");
    }
    pid_ = pid;
    output_ = std::move(read_end);
    if (l.failed != 0) {
        const int why = l.failed;
        end();
        throw error(exit_code::server_failed, "cannot run " + program + ": " + std::strerror(why));
    }
}

std::optional<std::size_t> command_process::skim() {
    // On the stack: a thread-local one would make every thread of every workload dearer.
    std::array<char, 1 << 14>
        forgotten; // NOLINT(cppcoreguidelines-pro-type-member-init): read(2) fills it
    for (;;) {
        const auto got = ::read(output_.get(), forgotten.data(), forgotten.size());
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno == EAGAIN) {
            return std::nullopt;
        }
        if (errno != EINTR) {
            throw_errno(errno, "reading the output of a command");
        }
    }
}

int command_process::end_descriptor() {
    if (!end_) {
        end_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
        if (!end_ && errno != ENOSYS) {
            no_more(errno, "watch a command's process", "the descriptor limit with ulimit -n");
        }
    }
    return end_.get();
}

std::optional<int> command_process::reap() {
    siginfo_t ended{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) {
        throw_errno(errno, "waiting for a command");
    }
    if (ended.si_pid == 0) {
        return std::nullopt;
    }
    ::kill(-pid_, SIGKILL); // its number is nobody else's until it is reaped
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    end_.reset();
    output_.reset();
    return status;
}

void command_process::end() noexcept {
    if (pid_ > 0) {
        ::kill(-pid_, SIGKILL);
        ::kill(pid_,
               SIGKILL); // where vfork is a fork (under sanitizers) it may not have its group yet
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
    }
    end_.reset();
    output_.reset();
}

std::string text_of_status(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return "was ended by signal " + std::to_string(signal) + " (" + ::sigdescr_np(signal) + ")";
    }
    return "ended with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace crossover
