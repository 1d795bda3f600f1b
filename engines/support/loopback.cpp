#include "engines/support/loopback.hpp"

#include "base/error.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>

namespace crossover::engines {
namespace {

/// Descriptors that a process holds beside its connections: standard streams, epoll, timers, pipes,
/// shared memory.
constexpr std::size_t spare_descriptors = 64;

[[noreturn]] void throw_refused(std::uint16_t port, const char* why) {
    throw error(exit_code::server_failed,
                "cannot connect to the server on 127.0.0.1:" + std::to_string(port) + ": " + why +
                    "; is it still running?");
}

/// Whether a socket is connected to itself: where nobody listens on a port from which the system
/// takes those of its clients, it may take that very one, and both ends open at once.
bool talks_to_itself(int fd, std::uint16_t port) {
    sockaddr_in own{};
    socklen_t length = sizeof own;
    return ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length) == 0 &&
           own.sin_port == htons(port);
}

} // namespace

unique_fd connect_loopback(std::uint16_t port) {
    unique_fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) {
        const bool limit = errno == EMFILE || errno == ENFILE;
        throw error(
            limit ? exit_code::machine_limit : exit_code::internal,
            std::string("cannot open a socket: ") + std::strerror(errno) +
                (limit ? "; lower --limit or raise the descriptor limit with ulimit -n" : ""));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int result = 0;
    do {
        result = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
        throw_refused(port, std::strerror(errno));
    }
    if (talks_to_itself(fd.get(), port)) {
        throw_refused(port, std::strerror(ECONNREFUSED));
    }
    const int on = 1;
    if (::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        throw_errno(errno, "setting TCP_NODELAY");
    }
    return fd;
}

void require_descriptors(std::size_t connections) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw_errno(errno, "reading RLIMIT_NOFILE");
    }
    if (const auto needed = connections + spare_descriptors; needed > limit.rlim_cur) {
        throw error(exit_code::machine_limit,
                    std::to_string(connections) + " connections need " + std::to_string(needed) +
                        " descriptors and this process may have " + std::to_string(limit.rlim_cur) +
                        "; lower --limit or raise the descriptor limit with ulimit -n");
    }
}

} // namespace crossover::engines
