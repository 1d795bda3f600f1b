#include "workloads/support/http_fetch.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "workloads/support/body_digest.hpp"
#include "workloads/support/http_answer.hpp"
#include "workloads/support/http_reply.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

namespace crossover::http_client {
namespace {

class fetch {
public:
    fetch(const http_target& target, std::uint64_t index, std::string_view version,
          std::chrono::nanoseconds deadline)
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
        int result = 0;
        do {
            result = ::connect(socket_.get(), target.address(), target.address_bytes());
        } while (result != 0 && errno == EINTR && now_ns() < deadline_ns_);
        if (result != 0) {
            fail(std::string("could not be asked: ") + std::strerror(errno) +
                 "; see whether the server is running");
        }
        ask("GET " + target.path(index) + " " + std::string(version) + "\r\nHost: " +
            target.authority() + "\r\nUser-Agent: crossover\r\nConnection: close\r\n\r\n");
    }

    /// Everything up to the end of the reply: of the connection, unless the reply says its length.
    http_answer read_all() {
        std::string text;
        char piece[16 << 10];
        for (;;) {
            const auto got = ::recv(socket_.get(), piece, sizeof piece, 0);
            if (got == 0) {
                return http_answer(std::move(text), true);
            }
            if ((got < 0 && errno == EAGAIN) || now_ns() >= deadline_ns_) {
                fail("did not end its reply within the deadline; raise deadline_us, or see why the "
                     "server is slow");
            }
            if (got < 0 && errno != EINTR) {
                fail(std::string("broke off: ") + std::strerror(errno) + "; see the server's log");
            }
            text.append(piece, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            if (may_be_whole(text)) {
                if (http_answer so_far(text, false); so_far.is_whole()) {
                    return so_far;
                }
            }
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

/// Whether a server that answers so may answer HTTP/1.1 otherwise: it refuses the version (426,
/// 505), or what it does not know at all.
bool asks_for_another_version(const http_answer& answer) {
    if (!answer.is_http()) {
        return true;
    }
    const auto status = answer.status();
    return status.starts_with("426") || status.starts_with("505") || status.starts_with("400");
}

std::uint64_t digest_of(const fetch& f, const http_answer& answer) {
    if (!answer.is_http()) {
        f.fail("was not answered in HTTP/1; give the url of an HTTP server");
    }
    if (!answer.status().starts_with("2")) {
        f.fail("was answered with '" + answer.status() +
               "'; give a url that answers with a status of 2xx");
    }
    if (!answer.is_whole()) {
        f.fail("broke off in the middle of the body; see the server's log");
    }
    body_digest digest;
    digest.add(answer.body());
    return digest.value();
}

} // namespace

std::uint64_t fetch_digest(const http_target& target, std::uint64_t index,
                           std::chrono::nanoseconds deadline) {
    fetch old(target, index, "HTTP/1.0", deadline);
    if (const auto answer = old.read_all(); !asks_for_another_version(answer)) {
        return digest_of(old, answer);
    }
    fetch f(target, index, "HTTP/1.1", deadline);
    return digest_of(f, f.read_all());
}

} // namespace crossover::http_client
