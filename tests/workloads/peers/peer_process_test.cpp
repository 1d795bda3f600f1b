#include "base/digest.hpp"
#include "base/error.hpp"
#include "tests/workloads/peers/peer_client.hpp"
#include "tests/workloads/peers/peer_wrapper.hpp"
#include "workloads/peers/peer_process.hpp"

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

namespace crossover::peers {
namespace {

using namespace std::chrono_literals;

bool serves(const tcp_peer& peer, std::uint64_t secret) {
    const auto socket = connect_to(peer.port());
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

/// The error with which a peer fails to start.
error start_failure(tcp_peer_options options) {
    try {
        const tcp_peer peer(1, std::move(options));
    } catch (const error& failure) {
        return failure;
    }
    return {exit_code::success, "it started"};
}

void expect_start_failure(const std::string& commands, const std::string& reason,
                          std::chrono::milliseconds deadline = 5s) {
    const peer_wrapper wrapper(commands);
    const auto failure = start_failure({.binary = wrapper.path(), .deadline = deadline});
    const std::string sentence = failure.what();
    EXPECT_EQ(failure.code(), exit_code::peer_failed) << sentence;
    EXPECT_NE(sentence.find(wrapper.path().string()), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(reason), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("CROSSOVER_PEER"), std::string::npos) << sentence;
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
    EXPECT_EQ(errno, ECHILD);
}

TEST(PeerProcess, StartsServesAndCounts) {
    tcp_peer peer(42);
    EXPECT_NE(peer.port(), 0);
    EXPECT_TRUE(peer.running());
    EXPECT_TRUE(serves(peer, 42));
    EXPECT_TRUE(serves(peer, 42));
    auto stats = peer.stats();
    EXPECT_EQ(stats.requests, 2U);
    EXPECT_EQ(stats.peak_concurrency, 1U);
    EXPECT_GT(stats.cpu_ns, 0);
    peer.reset();
    EXPECT_TRUE(serves(peer, 42));
    const auto later = peer.stats();
    EXPECT_EQ(later.requests, 1U);
    EXPECT_GT(later.cpu_ns, 0);
}

TEST(PeerProcess, LeavesNoDescriptorAndNoProcess) {
    const auto before = open_descriptors();
    pid_t pid = 0;
    {
        tcp_peer peer(1);
        pid = peer.pid();
        const auto during = open_descriptors();
        std::vector<std::string> added;
        std::set_difference(during.begin(), during.end(), before.begin(), before.end(), std::back_inserter(added));
        EXPECT_EQ(added.size(), 1U);
        for (const auto& name : added) {
            EXPECT_NE(::fcntl(std::stoi(name), F_GETFD) & FD_CLOEXEC, 0) << name;
        }
    }
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(PeerProcess, SeesItsDeathAndReapsItOnlyAtTheEnd) {
    rusage before{};
    ::getrusage(RUSAGE_CHILDREN, &before);
    pid_t pid = 0;
    {
        tcp_peer peer(1);
        pid = peer.pid();
        ASSERT_EQ(::kill(pid, SIGKILL), 0);
        for (int i = 0; i < 2; ++i) {
            try {
                peer.stats();
                FAIL() << "a dead peer answered";
            } catch (const error& failure) {
                EXPECT_EQ(failure.code(), exit_code::peer_failed);
                EXPECT_NE(std::string(failure.what()).find("signal 9"), std::string::npos) << failure.what();
            }
        }
        EXPECT_THROW(peer.reset(), error);
        EXPECT_FALSE(peer.running());
        rusage during{};
        ::getrusage(RUSAGE_CHILDREN, &during);
        EXPECT_EQ(during.ru_nvcsw, before.ru_nvcsw);
        EXPECT_EQ(during.ru_maxrss, before.ru_maxrss);
    }
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
}

TEST(PeerProcess, SaysThatAStoppedPeerDoesNotAnswer) {
    tcp_peer peer(1, {.deadline = 1s});
    ASSERT_EQ(::kill(peer.pid(), SIGSTOP), 0);
    try {
        peer.stats();
        FAIL() << "a stopped peer answered";
    } catch (const error& failure) {
        EXPECT_NE(std::string(failure.what()).find("within 1000 ms"), std::string::npos) << failure.what();
    }
}

TEST(PeerProcess, SaysWhyItDoesNotStart) {
    expect_start_failure("exit 7", "exited with status 7");
    expect_start_failure("kill -TERM $$", "signal 15");
    expect_start_failure("echo hello; exec sleep 60", "said 'hello'");
    expect_start_failure("echo port 99999; exec sleep 60", "said 'port 99999'");
    expect_start_failure("exec sleep 60", "within 200 ms", 200ms);
    expect_start_failure("exec >&- <&-; exec sleep 60", "closed its standard output", 200ms);
}

TEST(PeerProcess, SaysThatTheBinaryIsMissingOrNotExecutable) {
    auto failure = start_failure({.binary = "/nowhere/tcp_peer"});
    EXPECT_EQ(failure.code(), exit_code::peer_failed);
    EXPECT_STREQ(failure.what(), "the TCP peer /nowhere/tcp_peer cannot be started: No such file or directory; build "
                                 "the target tcp_peer, or name its path in CROSSOVER_PEER");
    failure = start_failure({.binary = "/etc/passwd"});
    EXPECT_NE(std::string(failure.what()).find("Permission denied"), std::string::npos) << failure.what();
}

TEST(PeerProcess, TakesTheBinaryThatTheEnvironmentNames) {
    const auto before = default_peer_binary().string();
    ::setenv("CROSSOVER_PEER", "/nowhere/named", 1);
    const auto failure = start_failure({});
    ::setenv("CROSSOVER_PEER", before.c_str(), 1);
    EXPECT_NE(std::string(failure.what()).find("/nowhere/named"), std::string::npos) << failure.what();
}

TEST(PeerProcess, OutlivesTheThreadThatStartedIt) {
    std::optional<tcp_peer> peer;
    std::thread([&] { peer.emplace(3); }).join();
    EXPECT_TRUE(serves(*peer, 3));
    EXPECT_TRUE(peer->running());
}

TEST(PeerProcess, StartsBesideBusyThreads) {
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
        const tcp_peer peer(i);
        EXPECT_TRUE(serves(peer, i));
    }
    stop = true;
}

TEST(PeerProcess, AForkedChildsCopyDoesNothing) {
    std::optional<tcp_peer> peer(std::in_place, 5);
    const pid_t child = ::fork();
    if (child == 0) {
        peer.reset();
        ::_exit(0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(serves(*peer, 5));
    EXPECT_EQ(peer->stats().requests, 1U);
}

TEST(PeerProcess, StartsWithoutStandardDescriptors) {
    for (const bool input_too : {false, true}) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(STDOUT_FILENO);
            if (input_too) {
                ::close(STDIN_FILENO);
            }
            try {
                tcp_peer peer(6);
                // What is printed to the closed output must not reach the peer as a command.
                const bool closed = ::write(STDOUT_FILENO, "junk\n", 5) < 0;
                ::_exit(closed && serves(peer, 6) && peer.stats().requests == 1 ? 0 : 1);
            } catch (const std::exception&) {
                ::_exit(2);
            }
        }
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0) << "input closed too: " << input_too;
    }
}

TEST(PeerProcess, EndsWhenItsParentIsKilledThoughWorkersHoldItsInput) {
    int report[2];
    ASSERT_EQ(::pipe2(report, O_CLOEXEC), 0);
    unique_fd reads(report[0]);
    unique_fd writes(report[1]);
    const pid_t parent = ::fork();
    if (parent == 0) {
        const tcp_peer peer(1);
        const pid_t worker = ::fork();
        if (worker == 0) {
            for (;;) {
                ::pause();
            }
        }
        const pid_t pids[] = {peer.pid(), worker};
        static_cast<void>(::write(writes.get(), pids, sizeof pids));
        for (;;) {
            ::pause();
        }
    }
    writes.reset();
    pid_t pids[2] = {};
    ASSERT_EQ(::read(reads.get(), pids, sizeof pids), static_cast<ssize_t>(sizeof pids));
    const auto peer = watch(pids[0]);
    const auto worker = watch(pids[1]);
    ASSERT_TRUE(peer);
    ASSERT_TRUE(worker);
    EXPECT_EQ(::kill(parent, SIGKILL), 0);
    EXPECT_EQ(::waitpid(parent, nullptr, 0), parent);
    EXPECT_TRUE(ends_within_ten_seconds(peer));
    pollfd still{.fd = worker.get(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&still, 1, 0), 0) << "the worker was to live on";
    ::kill(pids[1], SIGKILL);
    EXPECT_TRUE(ends_within_ten_seconds(worker));
}

} // namespace
} // namespace crossover::peers
