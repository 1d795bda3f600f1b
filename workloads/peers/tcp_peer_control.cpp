#include "workloads/peers/tcp_peer_control.hpp"

#include <cerrno>
#include <unistd.h>

namespace crossover::peers {

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
    for (auto end = unfinished_.find('\n'); end != std::string::npos; end = unfinished_.find('\n')) {
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
        return "requests " + std::to_string(totals_.requests()) + " peak " + std::to_string(totals_.peak());
    }
    if (command == "reset") {
        totals_.reset();
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

} // namespace crossover::peers
