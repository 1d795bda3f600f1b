#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"

#include <atomic>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::tests {

/// A server that answers what it was told to, connection by connection, on a thread of its own.
class canned_server {
public:
    enum class ending {
        hold, ///< leaves the connection open until the client closes it
        close,
        reset,
    };
    /// What happens on one connection: a reply for each request, and then the ending, once another
    /// request has come if `after_request`.
    struct connection {
        std::vector<std::string> replies;
        ending end = ending::hold;
        bool after_request = false;
        bool in_bytes = false; ///< sends each byte by itself
    };

    explicit canned_server(std::vector<connection> script, int family = AF_INET)
        : script_(std::move(script)), listener_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_addr = IN6ADDR_LOOPBACK_INIT;
        auto* const address = family == AF_INET ? reinterpret_cast<sockaddr*>(&four)
                                                : reinterpret_cast<sockaddr*>(&six);
        socklen_t bytes = family == AF_INET ? sizeof four : sizeof six;
        if (::bind(listener_.get(), address, bytes) != 0 || ::listen(listener_.get(), 16) != 0 ||
            ::getsockname(listener_.get(), address, &bytes) != 0) {
            throw_errno(errno, "listening on loopback");
        }
        port_ = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~canned_server() {
        ::shutdown(listener_.get(), SHUT_RDWR);
    } // wakes accept; clients must be gone

    [[nodiscard]] std::string url(const std::string& path = "/x") const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] int accepted() const noexcept { return accepted_.load(); }

private:
    void serve() {
        for (const auto& now : script_) {
            const unique_fd client(::accept(listener_.get(), nullptr, nullptr));
            if (!client) {
                return;
            }
            ++accepted_;
            const int on = 1;
            ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            talk(client.get(), now);
        }
    }

    static void talk(int client, const connection& now) {
        for (const auto& reply : now.replies) {
            if (!read_request(client)) {
                return;
            }
            for (std::size_t from = 0; from < reply.size();) {
                const auto sent = ::send(client, reply.data() + from,
                                         now.in_bytes ? 1 : reply.size() - from, MSG_NOSIGNAL);
                if (sent <= 0) {
                    return;
                }
                from += static_cast<std::size_t>(sent);
            }
        }
        if (now.after_request && !read_request(client)) {
            return;
        }
        if (now.end == ending::hold) {
            while (read_request(client)) {
            }
        } else if (now.end == ending::reset) {
            const linger at_once{.l_onoff = 1, .l_linger = 0};
            ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        }
    }

    static bool read_request(int client) {
        std::string text;
        char c = 0;
        while (!text.ends_with("\r\n\r\n")) {
            const auto got = ::recv(client, &c, 1, 0);
            if (got <= 0) {
                return false;
            }
            text += c;
        }
        return true;
    }

    std::vector<connection> script_;
    unique_fd listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> accepted_{0};
    std::jthread thread_;
};

} // namespace crossover::tests
