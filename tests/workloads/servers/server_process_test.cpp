#include "base/digest.hpp"
#include "base/error.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "tests/workloads/servers/server_wrapper.hpp"
#include "workloads/servers/server_process.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <poll.h>
#include <set>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::servers {
namespace {

using namespace std::chrono_literals;

bool serves(const server_process& server, std::uint64_t secret) {
    const auto socket = connect_to(server.port());
    if (!send_all(socket, request_bytes(7))) {
        return false;
    }
    const auto reply = read_reply(socket);
    return reply && reply->answer == mix(7 ^ secret);
}

std::set<std::string> open_descriptors() {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        const auto target = std::filesystem::read_symlink(entry.path(), gone);
        if (!gone && !target.string().starts_with("/proc/")) { // not the iterator's own descriptor
            found.insert(entry.path().filename().string() + " " + target.string());
        }
    }
    return found;
}

/// Becomes readable when the process has ended, whoever its parent is by then.
unique_fd watch(pid_t pid) {
    return unique_fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

bool ends_within_ten_seconds(const unique_fd& process) {
    pollfd ready{.fd = process.get(), .events = POLLIN, .revents = 0};
    return ::poll(&ready, 1, 10'000) == 1;
}

/// The error with which a server fails to start.
error start_failure(server_process_options options) {
    try {
        const server_process server(1, std::move(options));
    } catch (const error& failure) {
        return failure;
    }
    return {exit_code::success, "it started"};
}

struct expected_failure {
    std::chrono::milliseconds deadline = 5s;
    exit_code code = exit_code::server_failed;
    std::string advice = "CROSSOVER_SERVER";
};

void expect_start_failure(const std::string& commands, const std::string& reason,
                          const expected_failure& expected = {}) {
    const server_wrapper wrapper(commands);
    const auto failure = start_failure({.binary = wrapper.path(), .deadline = expected.deadline});
    const std::string sentence = failure.what();
    EXPECT_EQ(failure.code(), expected.code) << sentence;
    EXPECT_NE(sentence.find(wrapper.path().string()), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(reason), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(expected.advice), std::string::npos) << sentence;
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
    EXPECT_EQ(errno, ECHILD);
}

TEST(ServerProcess, StartsServesAndCounts) {
    server_process server(42);
    EXPECT_NE(server.port(), 0);
    EXPECT_TRUE(server.running());
    EXPECT_TRUE(serves(server, 42));
    EXPECT_TRUE(serves(server, 42));
    auto stats = server.stats();
    EXPECT_EQ(stats.requests, 2U);
    EXPECT_EQ(stats.peak_concurrency, 1U);
    EXPECT_GT(stats.cpu_ns, 0);
    server.reset();
    EXPECT_TRUE(serves(server, 42));
    const auto later = server.stats();
    EXPECT_EQ(later.requests, 1U);
    EXPECT_GT(later.cpu_ns, 0);
}

TEST(ServerProcess, LeavesNoDescriptorAndNoProcess) {
    const auto before = open_descriptors();
    pid_t pid = 0;
    {
        server_process server(1);
        pid = server.pid();
        const auto during = open_descriptors();
        std::vector<std::string> added;
        std::set_difference(during.begin(), during.end(), before.begin(), before.end(),
                            std::back_inserter(added));
        EXPECT_EQ(added.size(), 1U);
        for (const auto& name : added) {
            EXPECT_NE(::fcntl(std::stoi(name), F_GETFD) & FD_CLOEXEC, 0) << name;
        }
    }
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(ServerProcess, SeesItsDeathAndReapsItOnlyAtTheEnd) {
    rusage before{};
    ::getrusage(RUSAGE_CHILDREN, &before);
    pid_t pid = 0;
    {
        server_process server(1);
        pid = server.pid();
        ASSERT_EQ(::kill(pid, SIGKILL), 0);
        for (int i = 0; i < 2; ++i) {
            try {
                server.stats();
                FAIL() << "a dead server answered";
            } catch (const error& failure) {
                EXPECT_EQ(failure.code(), exit_code::server_failed);
                EXPECT_NE(std::string(failure.what()).find("signal 9"), std::string::npos)
                    << failure.what();
            }
        }
        EXPECT_THROW(server.reset(), error);
        EXPECT_FALSE(server.running());
        rusage during{};
        ::getrusage(RUSAGE_CHILDREN, &during);
        EXPECT_EQ(during.ru_nvcsw, before.ru_nvcsw);
        EXPECT_EQ(during.ru_maxrss, before.ru_maxrss);
    }
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
}

TEST(ServerProcess, SaysThatAStoppedServerDoesNotAnswer) {
    server_process server(1, {.deadline = 1s});
    ASSERT_EQ(::kill(server.pid(), SIGSTOP), 0);
    try {
        server.stats();
        FAIL() << "a stopped server answered";
    } catch (const error& failure) {
        EXPECT_NE(std::string(failure.what()).find("within 1000 ms"), std::string::npos)
            << failure.what();
    }
}

TEST(ServerProcess, SaysWhyItDoesNotStart) {
    expect_start_failure("exit 6", "exited with status 6");
    expect_start_failure("kill -TERM $$", "signal 15", {.advice = "see its messages above"});
    expect_start_failure("exit 7", "exited with status 7",
                         {.code = exit_code::machine_limit, .advice = "a limit of this machine"});
    expect_start_failure("echo hello; exec sleep 60", "said 'hello'");
    expect_start_failure("echo port 99999; exec sleep 60", "said 'port 99999'");
    expect_start_failure("exec sleep 60", "within 200 ms", {.deadline = 200ms});
    expect_start_failure("exec >&- <&-; exec sleep 60", "closed its standard output",
                         {.deadline = 200ms});
}

TEST(ServerProcess, SaysThatTheBinaryIsMissingOrNotExecutable) {
    auto failure = start_failure({.binary = "/nowhere/tcp_server"});
    EXPECT_EQ(failure.code(), exit_code::server_failed);
    EXPECT_STREQ(
        failure.what(),
        "the TCP server /nowhere/tcp_server cannot be started: No such file or directory; build "
        "the target tcp_server, or name its path in CROSSOVER_SERVER");
    failure = start_failure({.binary = "/etc/passwd"});
    EXPECT_NE(std::string(failure.what()).find("Permission denied"), std::string::npos)
        << failure.what();
}

/// Too few descriptors are a limit of the machine, and no reason to build anything.
TEST(ServerProcess, SaysWhenThereAreTooFewDescriptors) {
    for (rlim_t more = 0; more <= 12; ++more) {
        tests::in_child([more] {
            try {
                const tests::few_descriptors allowed(more);
                ASSERT_TRUE(allowed.is_set());
                const server_process server(1);
                EXPECT_TRUE(serves(server, 1));
            } catch (const error& refused) {
                EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
            }
        });
    }
}

/// Nor are too few threads; those that it has started do not keep it.
TEST(ServerProcess, SaysWhenThereAreTooFewThreads) {
    if (!tests::can_limit_processes()) {
        GTEST_SKIP() << "the processes of this user cannot be limited here";
    }
    tests::in_child([] {
        const auto binary = default_server_binary();
        ASSERT_TRUE(tests::allow_processes(3));
        if (::access(binary.c_str(), X_OK) != 0) {
            return; // this user may not enter the folder of the build
        }
        const auto start = std::chrono::steady_clock::now();
        const auto refused = start_failure({.binary = binary, .threads = 16, .deadline = 30s});
        EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
        EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
    });
}

TEST(ServerProcess, TakesTheBinaryThatTheEnvironmentNames) {
    const auto before = default_server_binary().string();
    ::setenv("CROSSOVER_SERVER", "/nowhere/named", 1);
    const auto failure = start_failure({});
    ::setenv("CROSSOVER_SERVER", before.c_str(), 1);
    EXPECT_NE(std::string(failure.what()).find("/nowhere/named"), std::string::npos)
        << failure.what();
}

TEST(ServerProcess, OutlivesTheThreadThatStartedIt) {
    std::optional<server_process> server;
    std::thread([&] { server.emplace(3); }).join();
    EXPECT_TRUE(serves(*server, 3));
    EXPECT_TRUE(server->running());
}

TEST(ServerProcess, StartsBesideBusyThreads) {
    std::atomic<bool> stop = false;
    std::vector<std::jthread> busy;
    busy.reserve(4);
    for (int i = 0; i < 4; ++i) {
        busy.emplace_back([&stop] {
            while (!stop.load()) {
                std::vector<int> memory(100); // holds the allocator's lock at times
                ASSERT_EQ(memory[0], 0);
            }
        });
    }
    for (std::uint64_t i = 0; i < 5; ++i) {
        const server_process server(i);
        EXPECT_TRUE(serves(server, i));
    }
    stop = true;
}

TEST(ServerProcess, AForkedChildsCopyDoesNothing) {
    std::optional<server_process> server(std::in_place, 5);
    const pid_t child = ::fork();
    if (child == 0) {
        server.reset();
        ::_exit(0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(serves(*server, 5));
    EXPECT_EQ(server->stats().requests, 1U);
}

TEST(ServerProcess, StartsWithoutStandardDescriptors) {
    for (const bool input_too : {false, true}) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(STDOUT_FILENO);
            if (input_too) {
                ::close(STDIN_FILENO);
            }
            try {
                server_process server(6);
                // What is printed to the closed output must not reach the server as a command.
                const bool closed = ::write(STDOUT_FILENO, "junk\n", 5) < 0;
                ::_exit(closed && serves(server, 6) && server.stats().requests == 1 ? 0 : 1);
            } catch (const std::exception&) {
                ::_exit(2);
            }
        }
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0) << "input closed too: " << input_too;
    }
}

TEST(ServerProcess, EndsWhenItsParentIsKilledThoughWorkersHoldItsInput) {
    int report[2];
    ASSERT_EQ(::pipe2(report, O_CLOEXEC), 0);
    unique_fd reads(report[0]);
    unique_fd writes(report[1]);
    const pid_t parent = ::fork();
    if (parent == 0) {
        const server_process server(1);
        const pid_t worker = ::fork();
        if (worker == 0) {
            for (;;) {
                ::pause();
            }
        }
        const pid_t pids[] = {server.pid(), worker};
        static_cast<void>(::write(writes.get(), pids, sizeof pids));
        for (;;) {
            ::pause();
        }
    }
    writes.reset();
    pid_t pids[2] = {};
    ASSERT_EQ(::read(reads.get(), pids, sizeof pids), static_cast<ssize_t>(sizeof pids));
    const auto server = watch(pids[0]);
    const auto worker = watch(pids[1]);
    ASSERT_TRUE(server);
    ASSERT_TRUE(worker);
    EXPECT_EQ(::kill(parent, SIGKILL), 0);
    EXPECT_EQ(::waitpid(parent, nullptr, 0), parent);
    EXPECT_TRUE(ends_within_ten_seconds(server));
    pollfd still{.fd = worker.get(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&still, 1, 0), 0) << "the worker was to live on";
    ::kill(pids[1], SIGKILL);
    EXPECT_TRUE(ends_within_ten_seconds(worker));
}

} // namespace
} // namespace crossover::servers
