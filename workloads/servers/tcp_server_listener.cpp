#include "workloads/servers/tcp_server_listener.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <limits>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace crossover::servers {

unique_fd listen_on_loopback(std::uint16_t port, bool shared) {
    unique_fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!listener) {
        throw_errno(errno, "opening a listening socket");
    }
    const int on = 1;
    if (shared && ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) < 0) {
        throw_errno(errno, "sharing a port between threads");
    }
    if (port != 0 && // one that was used a minute ago may be had again
        ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) {
        throw_errno(errno, "taking a port again");
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        throw_errno(errno, "binding to 127.0.0.1:" + std::to_string(port));
    }
    // The kernel lowers it to net.core.somaxconn (4096 by default).
    if (::listen(listener.get(), std::numeric_limits<int>::max()) < 0) {
        throw_errno(errno, "listening on 127.0.0.1");
    }
    return listener;
}

std::uint16_t port_of(const unique_fd& listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) < 0) {
        throw_errno(errno, "asking for the port");
    }
    return ntohs(address.sin_port);
}

} // namespace crossover::servers
