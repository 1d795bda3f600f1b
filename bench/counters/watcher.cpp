#include "bench/counters/watcher.hpp"

#include "base/error.hpp"
#include "base/process_limit.hpp"
#include "bench/counters/proc_files.hpp"
#include "bench/counters/process_tree.hpp"
#include "engines/support/exit_text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::bench {
namespace {

/// A reading takes some 20 us, so the watcher leaves most of a core to the batch; a thread or
/// process lives for 50 us at least.
constexpr std::chrono::microseconds between_readings(100);

constexpr char begin = 'b';
constexpr char end = 'e';

void raise(peaks& highest, const peaks& now) {
    const auto up = [](std::int64_t& most, std::int64_t seen) { most = std::max(most, seen); };
    up(highest.open.threads, now.open.threads);
    up(highest.open.processes, now.open.processes);
    up(highest.open.descriptors, now.open.descriptors);
    up(highest.children_bytes, now.children_bytes);
}

peaks read_of(pid_t watched, const std::vector<pid_t>& ignored) {
    peaks now{{thread_count(watched), 1, descriptor_count(watched)}, 0};
    for (const pid_t child : children_of(watched)) {
        const auto threads =
            std::ranges::find(ignored, child) == ignored.end() ? thread_count(child) : 0;
        if (threads > 0) {
            now.open.threads += threads;
            now.open.processes += 1;
            now.open.descriptors += descriptor_count(child);
            now.children_bytes += private_bytes(child);
        }
    }
    now.open.descriptors -= now.open.processes; // the watcher's line, which children inherit
    return now;
}

peaks read_below(pid_t root) {
    peaks now{read_footprint_below(root), 0};
    const auto all = descendants_of(root);
    for (std::size_t i = 1; i < all.size(); ++i) {
        now.children_bytes += private_bytes(all[i]);
    }
    return now;
}

/// The life of the watcher's process.
[[noreturn]] void watch(int line, pid_t watched, pid_t root) {
    const std::vector<pid_t> ignored = children_of(watched); // the watcher itself is one of them
    const auto read = [&] { return root > 0 ? read_below(root) : read_of(watched, ignored); };
    peaks seen;
    bool watching = false;
    for (;;) {
        char order = 0;
        const auto got = ::recv(line, &order, sizeof order, watching ? MSG_DONTWAIT : 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            ::_exit(0); // the other side is gone
        }
        if (got > 0) {
            watching = order == begin;
            if (watching) {
                seen = read();
            }
            ::send(line, &seen, sizeof seen, MSG_NOSIGNAL);
        } else if (watching) {
            std::this_thread::sleep_for(between_readings);
            raise(seen, read());
        }
    }
}

} // namespace

watcher::watcher(pid_t root) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw_errno(errno, "opening a line to the process that counts threads and processes");
    }
    line_.reset(ends[0]);
    const unique_fd other(ends[1]);
    const pid_t watched = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::signal(SIGINT, SIG_IGN); // Ctrl-C is the parent's to handle
        line_.reset();
        if (::getppid() != watched) {
            ::_exit(0);
        }
        watch(other.get(), watched, root);
    }
    if (pid_ < 0) {
        throw error(exit_code::machine_limit,
                    std::string("cannot start the process that counts threads and processes (") +
                        std::strerror(errno) + "); " + process_limit_advice());
    }
}

watcher::~watcher() {
    line_.reset();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void watcher::start() {
    ask(begin);
}

peaks watcher::stop() {
    return ask(end);
}

/// It has closed its end of the line, or stopped answering: the former only by ending.
std::string watcher::how_it_ended() const {
    siginfo_t ended{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT) != 0) {
        return "is gone";
    }
    return engines::exit_text(ended);
}

peaks watcher::ask(char order) {
    peaks answer;
    const bool sent = ::send(line_.get(), &order, sizeof order, MSG_NOSIGNAL) == sizeof order;
    ssize_t got = -1;
    do {
        got = sent ? ::recv(line_.get(), &answer, sizeof answer, 0) : -1;
    } while (got < 0 && sent && errno == EINTR);
    if (got != sizeof answer) {
        throw error(exit_code::internal, "the process that counts threads and processes (pid " +
                                             std::to_string(pid_) + ") " + how_it_ended() +
                                             "; run the sample again");
    }
    return answer;
}

} // namespace crossover::bench
