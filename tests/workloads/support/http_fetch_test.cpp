/// What a url holds, asked for once before anything is measured.

#include "workloads/support/http_fetch.hpp"

#include "base/error.hpp"
#include "engines/support/loopback.hpp"
#include "tests/support/loopback_port.hpp"
#include "tests/support/ringing.hpp"
#include "tests/workloads/canned_server.hpp"
#include "workloads/support/body_digest.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// The digest of the body that a server with these connections gives, within 5 s.
std::uint64_t fetched_from(std::vector<canned_server::connection> script) {
    canned_server server(std::move(script));
    return http_client::fetch_digest(http_client::http_target(server.url()), 0, 5s);
}

std::string why_not_fetched_from(std::vector<canned_server::connection> script) {
    try {
        fetched_from(std::move(script));
    } catch (const error& failed) {
        EXPECT_EQ(failed.code(), exit_code::server_failed);
        return failed.what();
    }
    return {};
}

std::uint64_t digest_of_text(std::string_view text) {
    body_digest digest;
    digest.add(text);
    return digest.value();
}

TEST(HttpFetch, IsTheDigestOfTheBody) {
    EXPECT_EQ(fetched_from({{.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"}}}),
              digest_of_text("hello"));
    EXPECT_EQ(fetched_from({{.replies = {"HTTP/1.0 200 OK\r\n\r\nto its end"},
                             .end = canned_server::ending::close}}),
              digest_of_text("to its end"));
}

TEST(HttpFetch, AsksAServerThatRefusesTheOldVersionForTheNewOne) {
    EXPECT_EQ(fetched_from({{.replies = {"HTTP/1.1 426 Upgrade Required\r\n\r\n"},
                             .end = canned_server::ending::close},
                            {.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew"}}}),
              digest_of_text("new"));
}

TEST(HttpFetch, TellsWhatTheServerSaid) {
    EXPECT_NE(
        why_not_fetched_from({{.replies = {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"}}})
            .find("404 Not Found"),
        std::string::npos);
    EXPECT_NE(why_not_fetched_from({{.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx"},
                                     .end = canned_server::ending::close}})
                  .find("broke off in the middle"),
              std::string::npos);
}

/// A socket with a time limit is not restarted after a signal, and a connection that has to wait
/// for its place is a call that signals reach.
TEST(HttpFetch, GoesOnWhenSignalsCome) {
    const loopback_port port;
    ASSERT_EQ(::listen(port.fd.get(), 0), 0);
    const unique_fd in_the_way = engines::connect_loopback(port.number);

    const ringing signals;
    std::jthread server([&port] {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
        std::this_thread::sleep_for(100ms); // the client waits for its place meanwhile
        const unique_fd first(::accept(port.fd.get(), nullptr, nullptr));
        const unique_fd second(::accept(port.fd.get(), nullptr, nullptr));
        char request[256];
        EXPECT_GT(::recv(second.get(), request, sizeof request, 0), 0);
        const std::string_view reply = "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nlate";
        EXPECT_EQ(::send(second.get(), reply.data(), reply.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(reply.size()));
    });
    try {
        const http_client::http_target target("http://127.0.0.1:" + std::to_string(port.number));
        EXPECT_EQ(http_client::fetch_digest(target, 0, 10s), digest_of_text("late"));
    } catch (const error& failed) {
        ADD_FAILURE() << failed.what();
        ::shutdown(port.fd.get(), SHUT_RDWR); // else the server waits for a client
    }
}

} // namespace
} // namespace crossover::tests
