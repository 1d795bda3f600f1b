/// What a client sees of the server, over real connections.

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "tests/workloads/servers/server_wrapper.hpp"
#include "workloads/servers/server_process.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <numeric>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <thread>

namespace crossover::servers {
namespace {

constexpr std::uint64_t secret = 0xfeedfacecafebeefULL;
constexpr std::uint32_t milliseconds_in_us = 1000;

class TcpServer : public testing::Test {
protected:
    [[nodiscard]] unique_fd connect() const { return connect_to(server_.port()); }

    /// One request and its reply, checked in every field.
    static void expect_served(const unique_fd& socket, std::uint64_t index,
                              std::uint32_t delay_us = 0,
                              std::uint32_t bytes = wait::tcp_min_bytes) {
        ASSERT_TRUE(send_all(socket, request_bytes(index, delay_us, bytes)));
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->bytes, bytes);
        EXPECT_EQ(reply->index, index);
        EXPECT_EQ(reply->answer, mix(index ^ secret));
    }

    /// Waits until the server has nothing in flight: reset() makes the peak what is in flight now.
    [[nodiscard]] bool becomes_idle() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (std::chrono::steady_clock::now() < deadline) {
            server_.reset();
            if (server_.stats().peak_concurrency == 0) {
                return true;
            }
        }
        return false;
    }

    /// Waits until the kernel has put all that was sent into the server's receive buffer.
    static bool all_acknowledged(const unique_fd& socket) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
        int waiting = 1;
        while (waiting != 0 && std::chrono::steady_clock::now() < deadline) {
            ::ioctl(socket.get(), SIOCOUTQ, &waiting);
        }
        return waiting == 0;
    }

    server_process server_{secret};
};

TEST_F(TcpServer, AnswersEverySizeOfMessage) {
    const auto socket = connect();
    for (const std::uint32_t bytes :
         {24U, 25U, 64U, 4096U, 65'535U, 65'560U, 65'561U, 131'097U, 1U << 20}) {
        expect_served(socket, bytes, 0, bytes);
        expect_served(socket, bytes, milliseconds_in_us, bytes);
    }
}

TEST_F(TcpServer, SetsNoDelaySoThatSmallRepliesAreNotHeldByTheKernel) {
    const auto socket = connect();
    const auto begin_ns = now_ns();
    for (std::uint64_t i = 0; i < 50; ++i) {
        // Two requests a round: without TCP_NODELAY the second reply waits 40 ms for an ACK.
        ASSERT_TRUE(send_all(socket, request_bytes(2 * i)));
        ASSERT_TRUE(send_all(socket, request_bytes(2 * i + 1)));
        ASSERT_TRUE(read_reply(socket));
        ASSERT_TRUE(read_reply(socket));
    }
    EXPECT_LT(now_ns() - begin_ns, 1'000'000'000);
}

TEST_F(TcpServer, NeverAnswersEarly) {
    const auto socket = connect();
    for (const std::uint32_t delay_us : {1U, 100U, 999U, 1000U, 1999U, 2500U, 5000U, 50'000U}) {
        for (int i = 0; i < 5; ++i) {
            const auto begin_ns = now_ns();
            expect_served(socket, 1, delay_us);
            const auto elapsed_ns = now_ns() - begin_ns;
            EXPECT_GE(elapsed_ns, std::int64_t{delay_us} * 1000);
            EXPECT_LT(elapsed_ns, std::int64_t{delay_us} * 1000 + 1'000'000'000);
        }
    }
}

/// One that is taken back is over at once, without an answer; the connection serves on, and the
/// held reply comes to nobody.
TEST_F(TcpServer, LetsGoOfARequestThatIsTakenBack) {
    const auto socket = connect();
    const auto begin_ns = now_ns();
    for (int twice = 0; twice < 2; ++twice) { // the second has the first one's index
        ASSERT_TRUE(send_all(socket, request_bytes(7, 300 * milliseconds_in_us, 100)));
        ASSERT_TRUE(send_all(socket, request_bytes(7, wait::tcp_withdraw)));
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->bytes, wait::tcp_min_bytes);
        EXPECT_EQ(reply->delay_or_status, static_cast<std::uint32_t>(wait::tcp_status::withdrawn));
        EXPECT_EQ(reply->answer, 0U);
    }
    EXPECT_LT(now_ns() - begin_ns, 250'000'000);
    expect_served(socket, 7, 600 * milliseconds_in_us); // beyond both delays
    EXPECT_GE(now_ns() - begin_ns, 600'000'000);
    const auto seen = server_.stats();
    EXPECT_EQ(seen.requests, 3U);
    EXPECT_EQ(seen.withdrawn, 2U);
    EXPECT_EQ(seen.bytes_in, 2 * 100 + wait::tcp_min_bytes);
    EXPECT_EQ(seen.bytes_out, 3 * wait::tcp_min_bytes);
    EXPECT_TRUE(becomes_idle());
}

/// Each request has one reply: what takes back another one, or comes too late, has none.
TEST_F(TcpServer, PassesOverWhatTakesNothingBack) {
    const auto socket = connect();
    ASSERT_TRUE(send_all(socket, request_bytes(1, wait::tcp_withdraw)));
    ASSERT_TRUE(send_all(socket, request_bytes(2, 20 * milliseconds_in_us)));
    ASSERT_TRUE(send_all(socket, request_bytes(1, wait::tcp_withdraw)));
    const auto reply = read_reply(socket);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->answer, mix(2 ^ secret));
    ASSERT_TRUE(send_all(socket, request_bytes(2, wait::tcp_withdraw)));
    expect_served(socket, 3);
    EXPECT_EQ(server_.stats().withdrawn, 0U);
    EXPECT_EQ(server_.stats().bytes_in, 2 * wait::tcp_min_bytes);
}

TEST_F(TcpServer, CountsTheDelayFromTheLastByteOfTheRequest) {
    const auto socket = connect();
    const auto request = request_bytes(1, 20 * milliseconds_in_us, 100);
    ASSERT_TRUE(send_all(socket, std::span(request).first(99)));
    // The header has arrived: another connection's reply proves that the server has read on.
    expect_served(connect(), 2, 30 * milliseconds_in_us);
    const auto begin_ns = now_ns();
    ASSERT_TRUE(send_all(socket, std::span(request).last(1)));
    ASSERT_TRUE(read_reply(socket));
    EXPECT_GE(now_ns() - begin_ns, 20'000'000);
}

TEST_F(TcpServer, TimesRepliesWithATimerfdToo) {
    const server_wrapper wrapper("exec \"$SERVER\" --timerfd \"$@\"");
    server_process server(secret, {.binary = wrapper.path()});
    const auto socket = connect_to(server.port());
    for (const std::uint32_t delay_us : {0U, 1U, 1000U, 5000U, 300U}) {
        const auto begin_ns = now_ns();
        expect_served(socket, 1, delay_us);
        EXPECT_GE(now_ns() - begin_ns, std::int64_t{delay_us} * 1000);
    }
}

TEST_F(TcpServer, AnswersPipelinedRequestsInOrder) {
    const auto socket = connect();
    for (const std::uint32_t delay_us : {0U, 2000U}) {
        std::vector<std::byte> stream;
        for (std::uint64_t i = 0; i < 1000; ++i) {
            const auto request =
                request_bytes(i, delay_us, 24 + static_cast<std::uint32_t>(i % 50));
            stream.insert(stream.end(), request.begin(), request.end());
        }
        ASSERT_TRUE(send_all(socket, stream));
        for (std::uint64_t i = 0; i < 1000; ++i) {
            const auto reply = read_reply(socket);
            ASSERT_TRUE(reply);
            ASSERT_EQ(reply->index, i);
            ASSERT_EQ(reply->bytes, 24 + i % 50);
        }
    }
}

TEST_F(TcpServer, AnswersInTheOrderOfTimeWhenDelaysDiffer) {
    const auto socket = connect();
    std::vector<std::byte> stream;
    for (const std::uint32_t delay_ms : {300U, 100U, 200U, 1U}) {
        const auto request = request_bytes(delay_ms, delay_ms * milliseconds_in_us);
        stream.insert(stream.end(), request.begin(), request.end());
    }
    ASSERT_TRUE(send_all(socket, stream));
    for (const std::uint64_t expected : {1U, 100U, 200U, 300U}) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->index, expected);
    }
}

TEST_F(TcpServer, ReadsRequestsThatComeByteByByte) {
    const auto socket = connect();
    const auto request = request_bytes(5, 0, 40);
    for (const std::byte byte : request) {
        ASSERT_TRUE(send_all(socket, {&byte, 1}));
    }
    const auto reply = read_reply(socket);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->answer, mix(5 ^ secret));
}

TEST_F(TcpServer, KeepsRepliesForAClientThatReadsLate) {
    const auto socket = connect();
    constexpr std::uint64_t count = 48;
    std::vector<std::byte> stream;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto request = request_bytes(i, i % 2 == 0 ? 0 : 1000, wait::tcp_max_bytes);
        stream.insert(stream.end(), request.begin(), request.end());
    }
    // All 48 MiB can be sent although not a byte is read: far more than the sockets hold.
    ASSERT_TRUE(send_all(socket, stream));
    std::vector<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        ASSERT_EQ(reply->answer, mix(reply->index ^ secret));
        seen.push_back(reply->index);
    }
    std::sort(seen.begin(), seen.end());
    std::vector<std::uint64_t> expected(count);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(seen, expected);
}

TEST_F(TcpServer, KeepsManySmallRepliesForAClientThatReadsLate) {
    const auto socket = connect();
    constexpr std::uint64_t count = 60'000;
    std::vector<std::byte> stream;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto request = request_bytes(i, 0, 100);
        stream.insert(stream.end(), request.begin(), request.end());
    }
    ASSERT_TRUE(send_all(socket, stream));
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply) << "after " << i << " replies";
        ASSERT_EQ(reply->index, i);
    }
}

TEST_F(TcpServer, ReadsABurstThatWaitsAsAWholeInItsSocket) {
    const auto socket = connect();
    // Large messages make the kernel widen the server's receive buffer.
    for (int i = 0; i < 8; ++i) {
        expect_served(socket, 1, 0, wait::tcp_max_bytes);
    }
    constexpr std::uint64_t count = 25'000;
    std::vector<std::byte> stream;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto request = request_bytes(i);
        stream.insert(stream.end(), request.begin(), request.end());
    }
    ASSERT_EQ(::kill(server_.pid(), SIGSTOP), 0);
    EXPECT_TRUE(send_all(socket, stream));
    const bool arrived = all_acknowledged(socket);
    ASSERT_EQ(::kill(server_.pid(), SIGCONT), 0);
    // One edge for all of it: what one turn of reading leaves must be asked for again.
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply) << "after " << i << " replies";
        ASSERT_EQ(reply->index, i);
    }
    if (!arrived) {
        GTEST_SKIP() << "the kernel did not take the whole burst into the receive buffer";
    }
}

TEST_F(TcpServer, StopsReadingFromAClientWithTooManyUnanswered) {
    const auto socket = connect();
    constexpr std::uint64_t count = 150'000;
    bool sent = false;
    std::jthread sender([&] {
        std::vector<std::byte> stream;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto request = request_bytes(i, 400 * milliseconds_in_us);
            stream.insert(stream.end(), request.begin(), request.end());
        }
        sent = send_all(socket, stream);
    });
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply) << "after " << i << " replies";
        ASSERT_EQ(reply->index, i);
    }
    sender.join();
    EXPECT_TRUE(sent);
    const auto stats = server_.stats();
    EXPECT_EQ(stats.requests, count);
    EXPECT_LT(stats.peak_concurrency, 70'000U);
}

TEST_F(TcpServer, ClosesAConnectionThatSendsGarbageAndNoOther) {
    const auto good = connect();
    expect_served(good, 1);
    for (const std::uint32_t bytes : {0U, 23U, (1U << 20) + 1, ~0U}) {
        const auto bad = connect();
        ASSERT_TRUE(send_all(bad, request_bytes(1, 50 * milliseconds_in_us)));
        const wait::tcp_message message{.bytes = bytes};
        ASSERT_TRUE(send_all(bad, std::as_bytes(std::span(&message, 1))));
        EXPECT_TRUE(ended(bad)) << bytes;
    }
    const auto http = connect();
    constexpr std::string_view text = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    ASSERT_TRUE(send_all(http, std::as_bytes(std::span(text))));
    EXPECT_TRUE(ended(http));
    expect_served(good, 2, 60 * milliseconds_in_us);
    EXPECT_TRUE(becomes_idle());
}

TEST_F(TcpServer, AnswersWhatWasAskedBeforeAHalfClose) {
    for (const std::uint32_t delay_us : {0U, 20'000U}) {
        const auto socket = connect();
        for (std::uint64_t i = 0; i < 3; ++i) {
            ASSERT_TRUE(send_all(socket, request_bytes(i, delay_us)));
        }
        ASSERT_EQ(::shutdown(socket.get(), SHUT_WR), 0);
        for (std::uint64_t i = 0; i < 3; ++i) {
            const auto reply = read_reply(socket);
            ASSERT_TRUE(reply);
            EXPECT_EQ(reply->index, i);
        }
        EXPECT_TRUE(ended(socket));
    }
}

TEST_F(TcpServer, SurvivesAnEndInTheMiddleOfARequest) {
    const auto request = request_bytes(1, 0, 1000);
    for (const std::size_t part : {1UL, 23UL, 24UL, 999UL}) {
        const auto socket = connect();
        ASSERT_TRUE(send_all(socket, std::span(request).first(part)));
        ASSERT_EQ(::shutdown(socket.get(), SHUT_WR), 0);
        EXPECT_TRUE(ended(socket));
    }
    expect_served(connect(), 2);
    EXPECT_EQ(server_.stats().requests, 1U);
}

TEST_F(TcpServer, ForgetsTheRequestsOfAConnectionThatWasReset) {
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto socket = connect();
        for (std::uint64_t k = 0; k < 10; ++k) {
            ASSERT_TRUE(send_all(socket, request_bytes(k, 100 * milliseconds_in_us)));
        }
        expect_served(socket, 1); // so the server holds the ten before it
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    EXPECT_TRUE(becomes_idle());
    // The descriptors are used again while the old replies fall due: none may come to the new
    // owner.
    std::vector<unique_fd> successors;
    successors.reserve(20);
    for (int i = 0; i < 20; ++i) {
        successors.push_back(connect());
    }
    for (const auto& socket : successors) {
        ASSERT_TRUE(send_all(socket, request_bytes(77, 120 * milliseconds_in_us)));
    }
    for (const auto& socket : successors) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->index, 77U);
    }
}

TEST_F(TcpServer, ServesTwoThousandConnectionsAtOnceAndCountsThem) {
    constexpr std::size_t count = 2000;
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_max < count + 100) {
        GTEST_SKIP() << "needs " << count + 100 << " descriptors, the hard limit is "
                     << limit.rlim_max;
    }
    const auto before = limit;
    limit.rlim_cur = limit.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);

    std::vector<unique_fd> sockets;
    sockets.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(connect());
    }
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_TRUE(send_all(sockets[i], request_bytes(i, 1500 * milliseconds_in_us)));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto reply = read_reply(sockets[i]);
        ASSERT_TRUE(reply);
        ASSERT_EQ(reply->index, i);
        ASSERT_EQ(reply->answer, mix(i ^ secret));
    }
    const auto stats = server_.stats();
    EXPECT_EQ(stats.requests, count);
    EXPECT_EQ(stats.peak_concurrency, count);
    EXPECT_GT(stats.cpu_ns, 0);
    sockets.clear();
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(TcpServer, RefusesConnectionsBeyondItsDescriptorsAndServesTheOthers) {
    const server_wrapper wrapper("ulimit -n 40; exec \"$SERVER\" \"$@\" 2>&-");
    server_process server(secret, {.binary = wrapper.path()});
    std::vector<unique_fd> sockets;
    sockets.reserve(60);
    for (int i = 0; i < 60; ++i) {
        sockets.push_back(connect_to(server.port()));
    }
    EXPECT_TRUE(ended(sockets.back()));
    sockets.pop_back();
    expect_served(sockets.front(), 1);
    sockets.clear();
    // Closing is seen in its own time: a new connection is served as soon as it has been.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    bool served = false;
    while (!served && std::chrono::steady_clock::now() < deadline) {
        const auto socket = connect_to(server.port());
        served = send_all(socket, request_bytes(2)) && read_reply(socket);
    }
    EXPECT_TRUE(served);
}

TEST_F(TcpServer, SharesConnectionsBetweenThreads) {
    server_process server(secret, {.threads = 3});
    std::vector<unique_fd> sockets;
    sockets.reserve(60);
    for (int i = 0; i < 60; ++i) {
        sockets.push_back(connect_to(server.port()));
    }
    for (const auto& socket : sockets) {
        ASSERT_TRUE(send_all(socket, request_bytes(9, 500 * milliseconds_in_us)));
    }
    for (const auto& socket : sockets) {
        const auto reply = read_reply(socket);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->answer, mix(9 ^ secret));
    }
    const auto stats = server.stats();
    EXPECT_EQ(stats.requests, 60U);
    EXPECT_EQ(stats.peak_concurrency, 60U);
}

} // namespace
} // namespace crossover::servers
