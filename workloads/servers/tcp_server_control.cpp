#include "workloads/servers/tcp_server_control.hpp"

#include "base/clock.hpp"

#include <cerrno>
#include <unistd.h>

namespace crossover::servers {

bool control::serve() {
    char chunk[512];
    const auto got = ::read(input_, chunk, sizeof chunk);
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (got == 0) {
        return false;
    }
    unfinished_.append(chunk, static_cast<std::size_t>(got));
    for (auto end = unfinished_.find('\n'); end != std::string::npos;
         end = unfinished_.find('\n')) {
        const auto reply = answer_to(std::string_view(unfinished_).substr(0, end));
        unfinished_.erase(0, end + 1);
        if (!say(reply)) {
            return false;
        }
    }
    // No command is that long: whoever writes here is not our parent.
    return unfinished_.size() <= sizeof chunk;
}

std::string control::answer_to(std::string_view command) {
    if (command == "stats") {
        const counts all = totals_.since_reset(now_ns());
        return "requests " + std::to_string(all.requests) + " refused " +
               std::to_string(all.refused) + " peak " + std::to_string(totals_.peak()) +
               " bytes_in " + std::to_string(all.bytes_in) + " bytes_out " +
               std::to_string(all.bytes_out) + " in_flight_ns " + std::to_string(all.in_flight_ns) +
               " withdrawn " + std::to_string(all.withdrawn);
    }
    if (command == "reset") {
        totals_.reset(now_ns());
        return "ok";
    }
    return "error unknown command '" + std::string(command) + "', known are: stats, reset";
}

bool control::say(const std::string& line) {
    const std::string text = line + '\n';
    for (std::size_t done = 0; done < text.size();) {
        const auto written = ::write(output_, text.data() + done, text.size() - done);
        if (written >= 0) {
            done += static_cast<std::size_t>(written);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

} // namespace crossover::servers
