#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <span>
#include <sys/socket.h>
#include <sys/time.h>
#include <vector>

namespace crossover::servers {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A blocking connection to the server on which nothing takes longer than ten seconds.
inline unique_fd connect_to(std::uint16_t port) {
    unique_fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        throw_errno(errno, "connecting to the server");
    }
    // Afterwards: with a time-out set, the kernel does not resume a connect that was interrupted.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return socket;
}

/// A whole request, its padding filled with something other than zeros.
inline std::vector<std::byte> request_bytes(std::uint64_t index, std::uint32_t delay_us = 0,
                                            std::uint32_t bytes = wait::tcp_min_bytes) {
    std::vector<std::byte> message(bytes < wait::tcp_min_bytes ? wait::tcp_min_bytes : bytes,
                                   std::byte{0xa5});
    wait::encode({.index = index, .delay_us = delay_us}, bytes, message.data());
    return message;
}

/// A receive that is not given up when the call is interrupted: with a time-out set, `recv` is not
/// resumed by the kernel, and a signal is not all that interrupts it. An io_uring that this process
/// has closed ends some 50 ms later, on this very thread.
inline ssize_t receive(const unique_fd& socket, void* to, std::size_t bytes, int flags) {
    ssize_t got = 0;
    do {
        got = ::recv(socket.get(), to, bytes, flags);
    } while (got < 0 && errno == EINTR);
    return got;
}

/// Reads so many bytes; false when the connection ends or falls silent before.
inline bool receive_all(const unique_fd& socket, std::span<std::byte> to) {
    while (!to.empty()) {
        const auto got = receive(socket, to.data(), to.size(), MSG_WAITALL);
        if (got <= 0) {
            return false;
        }
        to = to.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

/// Writes all of it; false when the connection is broken or stuck.
inline bool send_all(const unique_fd& socket, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (sent == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

/// Reads one reply with its padding; nothing when the connection ends before it is whole, or when
/// the padding is not all zeros.
inline std::optional<wait::tcp_message> read_reply(const unique_fd& socket) {
    std::byte header[wait::tcp_min_bytes];
    if (!receive_all(socket, header)) {
        return std::nullopt;
    }
    const auto message = wait::decode(header);
    if (message.bytes < sizeof header || message.bytes > wait::tcp_max_bytes) {
        return std::nullopt;
    }
    std::vector<std::byte> padding(message.bytes - sizeof header);
    if (!receive_all(socket, padding)) {
        return std::nullopt;
    }
    if (std::any_of(padding.begin(), padding.end(), [](std::byte b) { return b != std::byte{}; })) {
        return std::nullopt;
    }
    return message;
}

/// Whether the other side has closed or reset the connection, waiting for it.
inline bool ended(const unique_fd& socket) {
    char byte = 0;
    const auto got = receive(socket, &byte, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
}

} // namespace crossover::servers
