#pragma once

#include "base/unique_fd.hpp"
#include "workloads/servers/tcp_server_capacity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace crossover::servers {

/// What the server has done since it started or since the last reset().
struct server_stats {
    std::uint64_t requests = 0; ///< those that were refused among them
    std::uint64_t refused = 0; ///< for want of capacity
    std::uint64_t withdrawn = 0; ///< taken back by their clients before their delay was over
    /// The most requests accepted and not yet answered at one time. A request without delay is
    /// answered as it is read, so that without delays this stays at 1.
    std::uint64_t peak_concurrency = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    /// The integral over time of the requests in flight: over the elapsed time it is their mean
    /// number, over their number the mean time that one stays in the server.
    std::uint64_t in_flight_ns = 0;
    std::int64_t cpu_ns = 0; ///< user and system time of all its threads
};

/// What the environment variable CROSSOVER_SERVER names, or else `tcp_server` beside the running
/// program.
std::filesystem::path default_server_binary();

/// How to start a tcp_server.
struct server_process_options {
    std::filesystem::path binary{}; ///< empty: default_server_binary()
    unsigned threads = 1;
    std::size_t capacity =
        0; ///< requests with a delay that it takes at once; 0: any number. Else one thread.
    over when_full = over::refuse; ///< what it does beyond that
    std::chrono::milliseconds deadline{5000}; ///< for its start, and for each of its replies
};

/// The TCP server as a child process, alive as long as this object.
///
/// It ends with this object, and with the process that made it, however that dies. It may be
/// started beside running threads, and forked children may inherit the object: theirs does nothing.
/// Until the destructor it is not reaped, so that it never shows in RUSAGE_CHILDREN during a
/// measurement. Not thread-safe: one call at a time, in the process that made it.
class server_process {
public:
    /// Effect: starts the binary and waits until it listens; costs a few milliseconds.
    /// Errors: crossover::error with exit_code::server_failed, in one sentence with the path, the
    /// reason and what to do, when it does not start, dies or says nothing before the deadline;
    /// nothing is left behind then. error(machine_limit) when this process runs out of descriptors.
    explicit server_process(std::uint64_t secret, server_process_options options = {});

    /// Effect: kills the server and reaps it.
    ~server_process();
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    /// Where it listens, on 127.0.0.1.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// Whether it still runs. One system call.
    [[nodiscard]] bool running() const noexcept;

    /// Asks the server what it has done: a message to and fro, so not for the timed part.
    /// Errors: crossover::error with exit_code::server_failed when it has died or does not answer.
    server_stats stats();

    /// Starts all counts of stats() anew; requests in flight stay in flight. Errors as stats().
    void reset();

private:
    void start(std::uint64_t secret);
    void end() noexcept;
    std::string ask(const std::string& command);
    std::string read_line(std::chrono::steady_clock::time_point deadline);
    [[nodiscard]] std::int64_t total_cpu_ns() const;
    [[nodiscard]] std::string how_it_ended(std::chrono::steady_clock::time_point deadline) const;
    [[noreturn]] void fail(const std::string& reason) const;

    server_process_options options_;
    pid_t owner_ = 0; // the process whose child the server is
    pid_t pid_ = 0;
    std::uint16_t port_ = 0;
    unique_fd control_; // standard input and output of the server, in one
    std::string unread_;
    std::int64_t cpu_ns_at_reset_ = 0;
};

} // namespace crossover::servers
