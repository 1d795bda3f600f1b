#include "workloads/support/http_fetch.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "workloads/support/body_digest.hpp"
#include "workloads/support/http_reply.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>

namespace crossover::http_client {
namespace {

class fetch {
public:
    fetch(const http_target& target, std::uint64_t index, std::chrono::nanoseconds deadline)
        : url_(target.url(index)),
          deadline_ns_(now_ns() + deadline.count()),
          socket_(::socket(target.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (!socket_) {
            throw_errno(errno, "opening a socket");
        }
        const auto us = std::max<std::int64_t>(deadline.count() / 1000, 1);
        const timeval patience{.tv_sec = us / 1'000'000, .tv_usec = us % 1'000'000};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (::connect(socket_.get(), target.address(), target.address_bytes()) != 0) {
            fail(std::string("could not be asked: ") + std::strerror(errno) +
                 "; see whether the server is running");
        }
        ask("GET " + target.path(index) + " HTTP/1.0\r\nHost: " + target.authority() +
            "\r\nUser-Agent: crossover\r\nConnection: close\r\n\r\n");
    }

    /// Everything up to the end of the connection.
    std::string read_all() {
        std::string text;
        char piece[16 << 10];
        for (;;) {
            const auto got = ::recv(socket_.get(), piece, sizeof piece, 0);
            if (got == 0) {
                return text;
            }
            if ((got < 0 && errno == EAGAIN) || now_ns() >= deadline_ns_) {
                fail("did not end its reply within the deadline; raise deadline_us, or see why the "
                     "server is slow");
            }
            if (got < 0 && errno != EINTR) {
                fail(std::string("broke off: ") + std::strerror(errno) + "; see the server's log");
            }
            text.append(piece, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            if (text.size() > most_header_bytes + most_body_bytes) {
                fail("has a reply of more than " + std::to_string(most_body_bytes) +
                     " bytes; give a smaller resource");
            }
        }
    }

    [[noreturn]] void fail(const std::string& why) const {
        throw error(exit_code::server_failed, "GET " + url_ + ", asked before measuring, " + why);
    }

private:
    void ask(std::string_view request) {
        while (!request.empty()) {
            const auto sent = ::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL);
            if (sent > 0) {
                request.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno != EINTR) {
                fail(std::string("broke off: ") + std::strerror(errno) + "; see the server's log");
            }
        }
    }

    std::string url_;
    std::int64_t deadline_ns_;
    unique_fd socket_;
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

std::uint64_t fetch_digest(const http_target& target, std::uint64_t index,
                           std::chrono::nanoseconds deadline) {
    fetch f(target, index, deadline);
    const auto text = f.read_all();
    const auto header = text.find("\r\n\r\n");
    if (header == std::string::npos || !text.starts_with("HTTP/1.")) {
        f.fail("was not answered in HTTP/1; give the url of an HTTP server");
    }
    constexpr std::size_t before_status = 9; // "HTTP/1.1 "
    if (text.compare(before_status, 1, "2") != 0) {
        f.fail("was answered with '" +
               text.substr(before_status, text.find("\r\n") - before_status) +
               "'; give a url that answers with a status of 2xx");
    }
    if (lower(text.substr(0, header)).find("\r\ntransfer-encoding:") != std::string::npos) {
        f.fail("was answered in chunks, which HTTP/1.0 does not have; give a server that keeps to "
               "the version asked for");
    }
    body_digest digest;
    digest.add(std::string_view(text).substr(header + 4));
    return digest.value();
}

} // namespace crossover::http_client
