#pragma once

#include "workloads/servers/tcp_server_capacity.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace crossover::servers {

/// The command line of tcp_server.
struct server_options {
    std::uint64_t secret = 0; ///< answers are mix(index ^ secret)
    unsigned threads = 1;
    int parent = 0; ///< process with which the server ends; 0: the one that started it
    std::size_t capacity = 0; ///< requests with a delay that it takes at once; 0: any number
    over when_full = over::refuse;
    std::int64_t burn_us = 0; ///< CPU time spent on each request
    bool force_timerfd = false;
    bool help = false;
};

inline constexpr unsigned max_server_threads = 256;

inline constexpr std::string_view server_usage =
    "usage: tcp_server --secret=N [--threads=1] [--parent=PID] [--capacity=0] [--over=refuse]\n"
    "                [--burn_us=0] [--timerfd]\n"
    "Answers crossover's TCP requests on 127.0.0.1; prints 'port N' when it listens.\n"
    "  --secret=N    answers are mix(index ^ N), 0 to 2^64-1\n"
    "  --threads=K   threads that serve, 1 to 256\n"
    "  --parent=PID  end with this process, which must be the parent (default: the parent)\n"
    "  --capacity=K  take K requests with a delay at once, 0 to 1000000; 0: any number; needs "
    "--threads=1\n"
    "  --over=WHAT   what a request meets beyond that: 'refuse' (an answer at once that says so) "
    "or 'slow' (a line\n"
    "                of those that wait, which makes each service longer: delay * (1 + waiting / "
    "(8 * K))); HTTP "
    "always waits\n"
    "  --burn_us=U   spend so much CPU time on each request, 0 to 1000000: a slow server, for "
    "tests\n"
    "  --timerfd     time held replies with a timerfd, as on kernels before 5.11\n"
    "Commands on standard input: 'reset' -> 'ok', 'stats' -> 'requests R refused F peak P bytes_in "
    "I bytes_out O\n"
    "in_flight_ns T', all since the last reset; its end ends the server.\n";

/// Reads the arguments (without the program's name). Throws crossover::error with
/// exit_code::bad_input, which names the argument and what is allowed.
server_options parse_server_options(std::span<const char* const> arguments);

} // namespace crossover::servers
