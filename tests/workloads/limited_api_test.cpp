/// A client that is refused, and what it does when the other side misbehaves.

#include "workloads/limited_api.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "workloads/support/retrying_call.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <poll.h>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::workloads {
namespace {

using use = wait::dialogue_source::use;
constexpr std::uint64_t secret = 5;

TEST(RetryPolicy, DrawsPausesThatDoubleAndStayBelowTheirCap) {
    const retry_policy policy{.backoff_us = 100, .attempts = 50};
    std::int64_t longest = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        EXPECT_LE(policy.pause_ns(i, 1), 100'000);
        EXPECT_LE(policy.pause_ns(i, 3), 400'000);
        EXPECT_LE(policy.pause_ns(i, 40), 6'400'000);
        longest = std::max(longest, policy.pause_ns(i, 40));
    }
    EXPECT_GT(longest, 6'000'000);
}

TEST(RetryPolicy, DrawsTheSameAgainAndDifferentlyForEachTaskAndAttempt) {
    const retry_policy policy;
    EXPECT_EQ(policy.pause_ns(7, 2), policy.pause_ns(7, 2));
    EXPECT_NE(policy.pause_ns(7, 2), policy.pause_ns(8, 2));
    EXPECT_NE(policy.pause_ns(7, 7), policy.pause_ns(7, 8));
}

/// The dialogue of one task by steps, as a loop takes them.
std::uint64_t take_steps(wait::dialogue_machine& machine, std::uint64_t index) {
    using need = wait::next_step::need;
    for (auto step = machine.begin(index); step.what != need::nothing; step = machine.go_on()) {
        const auto left_ms =
            static_cast<int>(std::max<std::int64_t>((step.until_ns - now_ns()) / 1'000'000 + 1, 0));
        pollfd watched{.fd = machine.descriptor(),
                       .events = static_cast<short>(step.what == need::writable ? POLLOUT : POLLIN),
                       .revents = 0};
        ::poll(&watched, step.what == need::time ? 0 : 1, left_ms);
    }
    return machine.answer();
}

/// Either way of using a call.
std::uint64_t hold_by(use how, wait::dialogue_machine& machine, std::uint64_t index) {
    return how == use::blocking ? machine.block(index) : take_steps(machine, index);
}

class RetryingCall : public testing::TestWithParam<use> {
protected:
    [[nodiscard]] static retrying_call open(const call_settings& settings) {
        return {settings, GetParam()};
    }
    static std::uint64_t hold(wait::dialogue_machine& call, std::uint64_t index) {
        return hold_by(GetParam(), call, index);
    }
    static void expect_failure(wait::dialogue_machine& call, std::uint64_t index,
                               const std::string& reason,
                               exit_code code = exit_code::server_failed) {
        try {
            hold(call, index);
            ADD_FAILURE() << "not seen: " << reason;
        } catch (const error& failure) {
            EXPECT_EQ(failure.code(), code);
            EXPECT_NE(std::string(failure.what()).find(reason), std::string::npos)
                << failure.what();
            EXPECT_NE(std::string(failure.what()).find("task " + std::to_string(index)),
                      std::string::npos)
                << failure.what();
        }
    }
};

TEST_P(RetryingCall, BringsTheAnswerNeverEarly) {
    servers::server_process server(secret);
    auto call = open({.port = server.port(), .delay_us = 3000, .bytes = 100});
    for (std::uint64_t i = 0; i < 3; ++i) {
        const auto begin_ns = now_ns();
        EXPECT_EQ(hold(call, i), mix(i ^ secret));
        EXPECT_GE(now_ns() - begin_ns, 3'000'000);
    }
}

TEST_P(RetryingCall, CarriesMessagesThatASocketDoesNotTakeAtOnce) {
    servers::server_process server(secret);
    auto call = open({.port = server.port(), .delay_us = 100, .bytes = 1 << 20});
    EXPECT_EQ(hold(call, 1), mix(1 ^ secret));
    EXPECT_EQ(hold(call, 2), mix(2 ^ secret));
}

TEST_P(RetryingCall, TriesAgainUntilThereIsRoom) {
    servers::server_process server(secret, {.capacity = 1});
    const auto other = servers::connect_to(server.port());
    ASSERT_TRUE(servers::send_all(other, servers::request_bytes(99, 20'000)));
    while (server.stats().requests == 0) {
    }
    auto call = open(
        {.port = server.port(), .delay_us = 1000, .retry = {.backoff_us = 500, .attempts = 1000}});
    EXPECT_EQ(hold(call, 3), mix(3 ^ secret));
    const auto seen = server.stats();
    EXPECT_GE(seen.refused, 1U);
    EXPECT_EQ(seen.requests - seen.refused, 2U);
}

TEST_P(RetryingCall, FailsWhenItsAttemptsAreUsedUpAndWorksAgain) {
    servers::server_process server(secret, {.capacity = 1});
    auto call =
        open({.port = server.port(), .delay_us = 1000, .retry = {.backoff_us = 1, .attempts = 3}});
    const auto other = servers::connect_to(server.port());
    ASSERT_TRUE(servers::send_all(other, servers::request_bytes(99, 100'000)));
    while (server.stats().requests == 0) {
    }
    expect_failure(call, 4, "was refused 3 times", exit_code::refused);
    EXPECT_EQ(server.stats().refused, 3U);
    ASSERT_TRUE(servers::read_reply(other));
    EXPECT_EQ(hold(call, 4), mix(4 ^ secret));
}

TEST_P(RetryingCall, SaysThatTheServerHasGone) {
    servers::server_process server(secret);
    auto call = open({.port = server.port(), .delay_us = 1000});
    EXPECT_EQ(hold(call, 1), mix(1 ^ secret));
    ::kill(server.pid(), SIGKILL);
    while (server.running()) {
    }
    expect_failure(call, 2, "task 2 failed to call the server: ");
    EXPECT_THROW(hold(call, 3), error) << "nobody listens any more";
}

/// A server of one connection that does as a test wants; nobody waits for it in vain.
class odd_server {
public:
    explicit odd_server(const std::function<void(int client)>& deed)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        auto address = servers::loopback(0);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_.get(), 8), 0);
        EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, deed] {
            const unique_fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            std::byte request[64];
            if (::recv(client.get(), request, sizeof request, MSG_WAITALL) == sizeof request) {
                deed(client.get());
            }
        });
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    unique_fd listener_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

void send_message(int client, wait::tcp_message message, std::size_t count = 64) {
    std::vector<std::byte> bytes(64);
    std::memcpy(bytes.data(), &message, sizeof message);
    EXPECT_EQ(::send(client, bytes.data(), count, MSG_NOSIGNAL), static_cast<ssize_t>(count));
}

TEST_P(RetryingCall, SaysWhatIsWrongWithAServerThatMisbehaves) {
    const auto reset = [](int client) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    };
    const auto half_close = [](int client) {
        ::shutdown(client, SHUT_WR);
        char rest = 0;
        EXPECT_EQ(::recv(client, &rest, 1, 0), 0); // until the call gives the connection up
    };
    const auto silent = [](int client) {
        char rest = 0;
        EXPECT_EQ(::recv(client, &rest, 1, 0), 0);
    };
    const auto half_a_reply = [](int client) {
        send_message(client, {.bytes = 64, .index = 7}, 30);
    };
    const auto anothers = [](int client) { send_message(client, {.bytes = 64, .index = 8}); };
    const auto too_long = [](int client) { send_message(client, {.bytes = 65, .index = 7}); };
    const auto too_short = [](int client) { send_message(client, {.bytes = 24, .index = 7}, 24); };
    const auto unknown = [](int client) {
        send_message(client, {.bytes = 64, .delay_or_status = 2, .index = 7});
    };
    const std::pair<std::function<void(int)>, std::string> cases[] = {
        {reset, "Connection reset by peer"},
        {half_close, "the server closed the connection"},
        {silent, "no whole reply came within 50 ms"},
        {half_a_reply, "the server closed the connection"},
        {anothers, "the reply that came is not its own"},
        {too_long, "a reply of 65 bytes came, and it must have 64"},
        {too_short, "the reply that came is not its own"},
        {unknown, "the reply that came is not its own"},
    };
    for (const auto& [deed, reason] : cases) {
        const odd_server server(deed);
        auto call =
            open({.port = server.port(), .delay_us = 10, .bytes = 64, .deadline_ns = 50'000'000});
        expect_failure(call, 7, reason);
    }
}

TEST_P(RetryingCall, GivesUpOnAServerThatTrickles) {
    const odd_server server([](int client) {
        for (int sent = 0; ::send(client, "@", 1, MSG_NOSIGNAL) == 1 && sent < 20;
             ++sent) { // not 64 in time
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
    auto call = open({.port = server.port(), .bytes = 64, .deadline_ns = 50'000'000});
    expect_failure(call, 7, "no whole reply came within 50 ms");
}

TEST_P(RetryingCall, HasAConnectionOfItsOwnAfterItWasAbandoned) {
    servers::server_process server(secret);
    auto call = open({.port = server.port(), .delay_us = 20'000});
    EXPECT_EQ(hold(call, 1), mix(1 ^ secret));
    if (GetParam() == use::steps) {
        EXPECT_EQ(call.begin(2).what, wait::next_step::need::readable);
    }
    call.abandon(); // the reply to 2 must not be taken for one to 3
    EXPECT_EQ(hold(call, 3), mix(3 ^ secret));
}

INSTANTIATE_TEST_SUITE_P(Both, RetryingCall, testing::Values(use::steps, use::blocking),
                         [](const auto& one) {
                             return one.param == use::steps ? "steps" : "blocking";
                         });

TEST(RetryingCallSteps, BearsBeingTurnedTooEarly) {
    servers::server_process server(secret, {.capacity = 1});
    const auto other = servers::connect_to(server.port());
    ASSERT_TRUE(servers::send_all(other, servers::request_bytes(99, 5000)));
    while (server.stats().requests == 0) {
    }
    retrying_call call(
        {.port = server.port(), .delay_us = 2000, .retry = {.backoff_us = 2000, .attempts = 1000}},
        use::steps);
    auto step = call.begin(6);
    while (step.what != wait::next_step::need::nothing) {
        step = call.go_on();
    }
    EXPECT_EQ(call.answer(), mix(6 ^ secret));
    EXPECT_LE(server.stats().refused, 40U) << "the pauses are kept";
}

} // namespace
} // namespace crossover::workloads
