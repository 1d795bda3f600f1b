#include "bench/programs/supervisor.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::bench {
namespace {

constexpr int line_fd = STDERR_FILENO + 1; ///< in the supervisor, above the program's three

void note(supervisor_note::what kind, int value) {
    const supervisor_note n{kind, value};
    ::send(line_fd, &n, sizeof n, MSG_NOSIGNAL); // nobody there: the line's end is seen soon
}

/// Whatever the fork has inherited beside the standard descriptors and the line: another program's
/// line would keep that one's supervisor alive.
void close_all_others() {
    constexpr auto first = static_cast<unsigned>(line_fd) + 1;
    if (::syscall(SYS_close_range, first, ~0U, 0U) != 0) { // before Linux 5.9
        const auto most = ::sysconf(_SC_OPEN_MAX);
        for (auto fd = static_cast<int>(first); fd < most; ++fd) {
            ::close(fd);
        }
    }
}

/// Puts the four descriptors at 0 to 3. They are all above that already.
void arrange(const program_ends& ends) {
    ::dup2(ends.input.get(), STDIN_FILENO);
    ::dup2(ends.output.get(), STDOUT_FILENO);
    ::dup2(ends.errors.get(), STDERR_FILENO);
    ::dup2(ends.line.get(), line_fd);
    ::fcntl(line_fd, F_SETFD, FD_CLOEXEC);
    close_all_others();
}

[[noreturn]] void become(const char* program, pid_t parent, int failure_fd) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(0);
    }
    for (int signal = 1; signal <= SIGRTMAX; ++signal) {
        ::signal(signal, SIG_DFL); // refused for two, and for those that the C library keeps
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    std::array<char*, 2> arguments{const_cast<char*>(program), nullptr};
    ::execv(program, arguments.data());
    const int failed = errno;
    if (::write(failure_fd, &failed, sizeof failed) < 0) {
        ::_exit(126); // the supervisor is gone
    }
    ::_exit(127);
}

/// The children of this process as the kernel lists them, killed; how many there were.
int kill_children() {
    const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    int killed = 0;
    pid_t pid = 0;
    std::array<char, 4096> text{};
    for (ssize_t got = 0; (got = ::read(list, text.data(), text.size())) > 0;) {
        for (ssize_t i = 0; i < got; ++i) {
            const char c = text[static_cast<std::size_t>(i)];
            if (c >= '0' && c <= '9') {
                pid = pid * 10 + (c - '0');
            } else if (pid > 0) {
                ::kill(pid, SIGKILL);
                ++killed;
                pid = 0;
            }
        }
    }
    ::close(list);
    return killed;
}

/// A child that dies leaves its own children to this process: so until there are none.
[[noreturn]] void end_all(pid_t program) {
    for (;;) {
        ::kill(-program, SIGKILL); // its group, where the kernel lists no children
        kill_children();
        if (::waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) {
            ::_exit(0);
        }
    }
}

/// Reaps who has ended, and tells when the program is among them.
void reap(pid_t program) {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == program) {
            note(supervisor_note::what::ended, status);
        }
    }
}

int count_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 ? 1 : 0;
}

[[noreturn]] void supervise(pid_t program, int signals) {
    std::array<pollfd, 2> watched{{{line_fd, POLLIN, 0}, {signals, POLLIN, 0}}};
    for (;;) {
        ::poll(watched.data(), watched.size(), -1);
        reap(program);
        if ((watched[1].revents & POLLIN) != 0) {
            signalfd_siginfo taken{};
            while (::read(signals, &taken, sizeof taken) > 0) {
            }
            reap(program);
        }
        char asked = 0;
        const auto got = ::recv(line_fd, &asked, sizeof asked, MSG_DONTWAIT);
        if (got > 0) {
            note(supervisor_note::what::left, count_children());
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            end_all(program);
        }
    }
}

/// The supervisor's life. Its signals are all blocked: it ends by its line alone, or by SIGKILL.
[[noreturn]] void live(const char* program, const program_ends& ends) {
    ::setpgid(0, 0); // Ctrl-C reaches the one who decides, and not this one
    ::prctl(PR_SET_NAME, "supervisor");
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    arrange(ends);
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::signal(SIGCHLD, SIG_DFL);
    std::array<int, 2> failure{};
    if (::pipe2(failure.data(), O_CLOEXEC) != 0) {
        note(supervisor_note::what::not_started, errno);
        ::_exit(1);
    }
    const pid_t self = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        become(program, self, failure[1]);
    }
    const int refused = errno;
    ::close(failure[1]);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        ::close(fd); // else the end of the program's output would never be seen
    }
    int failed = pid < 0 ? refused : 0;
    if (pid < 0 || ::read(failure[0], &failed, sizeof failed) > 0) {
        note(supervisor_note::what::not_started, failed);
        ::_exit(1);
    }
    ::close(failure[0]);
    note(supervisor_note::what::started, pid);
    supervise(pid, ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
}

} // namespace

pid_t start_supervisor(const std::string& program, program_ends ends) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        live(program.c_str(), ends);
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit, "cannot start the process that watches over " +
                                                  program + " (" + std::strerror(errno) + "); " +
                                                  process_limit_advice());
    }
    return pid;
}

} // namespace crossover::bench
