/// The other side of every tcp wait: a process of its own that answers requests after a delay.
/// See tcp_server_options.hpp for its command line and wait.hpp for its protocol.

#include "base/failure.hpp"
#include "workloads/servers/tcp_server.hpp"
#include "workloads/servers/tcp_server_control.hpp"
#include "workloads/servers/tcp_server_listener.hpp"
#include "workloads/servers/tcp_server_options.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <list>
#include <span>
#include <string>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crossover::servers {
namespace {

// The same numbers on every architecture; older C libraries may not name them.
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/// A parent's descriptors are not ours: held open here, they would hide their closing from others.
void close_inherited_descriptors() {
    ::syscall(SYS_close_range, 3U, ~0U, 0U);
}

/// Thousands of connections need as many descriptors as the machine allows.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// A descriptor that becomes readable when the parent dies. The end of standard input does not
/// tell: the parent's forked workers hold a copy of the other end. PR_SET_PDEATHSIG, which fires
/// already when the parent's *thread* ends, is the second choice: for kernels that refuse
/// pidfd_open. Returns nothing in that case, or when the parent is outside this pid namespace.
/// Throws crossover::error when the parent has gone already.
unique_fd watch_parent(int expected) {
    const auto parent = expected != 0 ? expected : static_cast<int>(::getppid());
    if (parent == 0) {
        return {};
    }
    unique_fd watched(static_cast<int>(::syscall(SYS_pidfd_open, parent, 0U)));
    if (!watched) {
        ::prctl(PR_SET_PDEATHSIG, static_cast<unsigned long>(SIGKILL), 0UL, 0UL, 0UL);
    }
    // Asked after the watch is in place, so that no death goes unseen between the two.
    if (::getppid() != parent) {
        throw error(exit_code::server_failed,
                    "process " + std::to_string(parent) + " is not the parent, or has ended");
    }
    return watched;
}

/// Ends the servers that watch an eventfd when it goes; the eventfd is closed after their threads.
class stop_signal {
public:
    explicit stop_signal(int fd) noexcept : fd_(fd) {}
    stop_signal(const stop_signal&) = delete;
    stop_signal& operator=(const stop_signal&) = delete;
    ~stop_signal() { ::eventfd_write(fd_, 1); }

private:
    int fd_;
};

/// Runs one server a thread; the first, on this thread, also listens to the parent.
void serve(const server_options& options) {
    const auto parent = watch_parent(options.parent);
    const bool shared = options.threads > 1;
    auto first = listen_on_loopback(0, shared);
    const auto port = port_of(first);

    counters totals;
    std::list<tcp_server> servers;
    servers.emplace_back(std::move(first), options, totals);
    for (unsigned i = 1; i < options.threads; ++i) {
        servers.emplace_back(listen_on_loopback(port, shared), options, totals);
    }

    control commands(STDIN_FILENO, STDOUT_FILENO, totals);
    try {
        servers.front().watch(STDIN_FILENO, [&commands] { return commands.serve(); });
    } catch (const std::system_error& failure) {
        throw error(exit_code::bad_input,
                    std::string("standard input cannot be watched (") + failure.code().message() +
                        "), give it a pipe, a socket or a terminal, whose end ends the server");
    }
    if (parent) {
        servers.front().watch(parent.get(), [] { return false; });
    }

    const unique_fd stop(::eventfd(0, EFD_CLOEXEC));
    if (!stop) {
        throw_errno(errno, "opening an eventfd");
    }
    std::vector<std::jthread> threads;
    const stop_signal at_the_end(stop.get()); // when a thread is refused as well
    for (auto server = std::next(servers.begin()); server != servers.end(); ++server) {
        server->watch(stop.get(), [] { return false; });
    }
    for (auto server = std::next(servers.begin()); server != servers.end(); ++server) {
        threads.emplace_back([&server = *server] { server.run(); });
    }
    if (commands.say("port " + std::to_string(port))) {
        servers.front().run();
    }
}

int run(std::span<const char* const> arguments) {
    const auto options = parse_server_options(arguments);
    if (options.help) {
        std::fputs(server_usage.data(), stdout);
        return 0;
    }
    std::signal(SIGPIPE, SIG_IGN); // a parent that no longer reads is seen as a failed write
    close_inherited_descriptors();
    raise_descriptor_limit();
    serve(options);
    return 0;
}

} // namespace
} // namespace crossover::servers

int main(int argc, char** argv) {
    using crossover::exit_code;
    try {
        return crossover::servers::run(
            {argv + 1, static_cast<std::size_t>(argc > 0 ? argc - 1 : 0)});
    } catch (...) {
        int ends_with = 0;
        crossover::tell_current([&ends_with](const char* sentence, exit_code code) {
            std::fprintf(stderr, "tcp_server: error: %s\n", sentence);
            ends_with =
                static_cast<int>(code == exit_code::internal ? exit_code::server_failed : code);
        });
        return ends_with;
    }
}
