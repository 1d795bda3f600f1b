#include "workloads/support/command_process.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossover {
namespace {

struct launch {
    const char* program;
    char* const* words;
    int output;
    int errors;
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
        ::dup2(l.errors, 2) == 2) {
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

constexpr const char* descriptor_limit = "raise the descriptor limit with ulimit -n";

bool is_limit(int number) noexcept {
    return number == EMFILE || number == ENFILE || number == EAGAIN || number == ENOMEM ||
           number == ENOSPC;
}

[[noreturn]] void no_more(int number, const char* what, const std::string& remedy) {
    throw error(is_limit(number) ? exit_code::machine_limit : exit_code::internal,
                std::string("cannot ") + what + ": " + std::strerror(number) +
                    (is_limit(number) ? "; lower --limit or " + remedy : std::string()));
}

/// The reading end, which does not block, and the writing end.
std::pair<unique_fd, unique_fd> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        no_more(errno, "open a pipe for a command's output", descriptor_limit);
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

} // namespace

bool command_process::is_open() const noexcept {
    return owner_ == ::getpid();
}

void command_process::open() {
    watch_.reset(::epoll_create1(EPOLL_CLOEXEC));
    if (!watch_) {
        no_more(errno, "watch a command", descriptor_limit);
    }
    owner_ = ::getpid();
}

void command_process::start(const std::string& program, std::vector<std::string> words) {
    auto [output, write_output] = open_pipe();
    auto [errors, write_errors] = open_pipe();
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    launch l{.program = program.c_str(),
             .words = arguments.data(),
             .output = write_output.get(),
             .errors = write_errors.get(),
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
        no_more(number, "start a process for a command", process_limit_advice());
    }
    pid_ = pid;
    tail_.clear();
    output_ = std::move(output);
    errors_ = std::move(errors);
    if (l.failed != 0) {
        const int why = l.failed;
        end();
        throw error(exit_code::server_failed, "cannot run " + program + ": " + std::strerror(why));
    }
    watch(output_.get());
    watch(errors_.get());
    watch_the_end();
}

void command_process::watch(int fd) const {
    epoll_event event{.events = EPOLLIN, .data = {}};
    if (::epoll_ctl(watch_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        no_more(errno, "watch a command", descriptor_limit);
    }
}

void command_process::watch_the_end() {
    end_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (end_) {
        watch(end_.get());
    } else if (is_limit(errno)) {
        no_more(errno, "watch a command's process", descriptor_limit);
    } // else the call is refused or unknown, and someone looks
}

void command_process::skim() {
    constexpr int most_reads = 16; // who writes without end must not keep others from their turn
    constexpr std::size_t most_tail = 1024;
    // On the stack: a thread-local one would make every thread of every workload dearer.
    std::array<char, 1 << 14>
        piece; // NOLINT(cppcoreguidelines-pro-type-member-init): read(2) fills it
    for (auto* from : {&output_, &errors_}) {
        for (int i = 0; *from && i < most_reads; ++i) {
            const auto got = ::read(from->get(), piece.data(), piece.size());
            if (got < 0 && errno != EAGAIN && errno != EINTR) {
                throw_errno(errno, "reading the output of a command");
            }
            if (got == 0) {
                from->reset(); // which the epoll instance sees by itself
            }
            if (got < 0 && errno == EAGAIN) {
                break;
            }
            if (from == &errors_ && got > 0) {
                tail_.append(piece.data(), static_cast<std::size_t>(got));
                tail_.erase(0, tail_.size() - std::min(tail_.size(), most_tail));
            }
        }
    }
}

std::optional<int> command_process::reap() {
    siginfo_t ended{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) {
        throw_errno(errno, "waiting for a command");
    }
    if (ended.si_pid == 0) {
        return std::nullopt;
    }
    skim(); // what it wrote last
    ::kill(-pid_, SIGKILL); // its number is nobody else's until it is reaped
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    close_all();
    return status;
}

std::string command_process::last_words() const {
    const auto end = tail_.find_last_not_of(" \t\r\n");
    if (end == std::string::npos) {
        return {};
    }
    const auto before = tail_.find_last_of("\r\n", end);
    const auto start = before == std::string::npos ? 0 : before + 1;
    return tail_.substr(start, end - start + 1);
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
    close_all();
}

void command_process::close_all() noexcept {
    end_.reset();
    output_.reset();
    errors_.reset();
}

std::string text_of_status(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return "was ended by signal " + std::to_string(signal) + " (" + ::sigdescr_np(signal) + ")";
    }
    return "ended with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace crossover
