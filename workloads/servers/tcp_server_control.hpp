#pragma once

#include "workloads/servers/tcp_server_counters.hpp"

#include <string>
#include <string_view>

namespace crossover::servers {

/// The parent's side channel: one command a line in, one line out.
///   stats -> requests R refused F peak P bytes_in I bytes_out O in_flight_ns T withdrawn W
///   reset -> ok
/// Anything else is answered with a line that begins with `error`. Not thread-safe.
class control {
public:
    control(int input, int output, counters& totals)
        : input_(input), output_(output), totals_(totals) {}

    /// Reads once, which does not block when the descriptor is ready, and answers each complete
    /// line. Returns false at the end of the input, or when the parent can no longer be answered.
    bool serve();

    /// Writes one line. Returns false when it cannot be written.
    bool say(const std::string& line);

private:
    std::string answer_to(std::string_view command);

    int input_;
    int output_;
    counters& totals_;
    std::string unfinished_;
};

} // namespace crossover::servers
