#include "workloads/postgres/processes.hpp"

#include <ctime>
#include <fstream>
#include <string>
#include <sys/socket.h>

namespace crossover::workloads::postgres {

std::map<pid_t, std::int64_t> server_processes::read() const {
    std::map<pid_t, std::int64_t> found;
    if (listener_ <= 0) {
        return found;
    }
    const auto number = std::to_string(listener_);
    std::ifstream children("/proc/" + number + "/task/" + number + "/children");
    for (pid_t child = 0; children >> child;) {
        clockid_t clock{};
        timespec used{};
        if (::clock_getcpuclockid(child, &clock) == 0 &&
            ::clock_gettime(clock, &used) == 0) { // else it has just ended
            found[child] = std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
        }
    }
    return found;
}

std::int64_t server_processes::cpu_ns() const {
    std::int64_t sum = 0;
    for (const auto& [child, used_ns] : read()) {
        const auto known = before_.find(child);
        sum += used_ns - (known == before_.end() ? 0 : known->second);
    }
    return sum;
}

pid_t listener_of(int socket) noexcept {
    ucred server{};
    socklen_t size = sizeof server;
    // The kernel notes who listened, not who accepts.
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &server, &size) == 0 ? server.pid : 0;
}

} // namespace crossover::workloads::postgres
