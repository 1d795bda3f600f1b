#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crossover::peers {

/// The command line of tcp_peer.
struct server_options {
    std::uint64_t secret = 0; ///< answers are mix(index ^ secret)
    unsigned threads = 1;
    int parent = 0; ///< process with which the peer ends; 0: the one that started it
    bool force_timerfd = false;
    bool help = false;
};

inline constexpr unsigned max_peer_threads = 256;

inline constexpr std::string_view server_usage =
    "usage: tcp_peer --secret=N [--threads=1] [--parent=PID] [--timerfd]\n"
    "Answers crossover's TCP requests on 127.0.0.1; prints 'port N' when it listens.\n"
    "  --secret=N    answers are mix(index ^ N), 0 to 2^64-1\n"
    "  --threads=K   threads that serve, 1 to 256\n"
    "  --parent=PID  end with this process, which must be the parent (default: the parent)\n"
    "  --timerfd     time held replies with a timerfd, as on kernels before 5.11\n"
    "Commands on standard input: 'stats' -> 'requests R peak P', 'reset' -> 'ok'; its end ends the "
    "peer.\n";

/// Reads the arguments (without the program's name). Throws crossover::error with
/// exit_code::bad_input, which names the argument and what is allowed.
server_options parse_server_options(std::span<const char* const> arguments);

} // namespace crossover::peers
