#include "engines/support/blocking_waits.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "tests/support/ringing.hpp"
#include "workloads/servers/server_process.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using engines::blocking_waits;

constexpr std::uint64_t secret = 99;

TEST(BlockingWaits, SleepNeverLessThanAsked) {
    for (const auto length : {0ns, 1ns, 50'000ns, 3'000'000ns}) {
        const auto start = now_ns();
        EXPECT_EQ(blocking_waits::wait(wait::timer{length}, 0), 0U);
        EXPECT_GE(now_ns() - start, length.count());
    }
}

/// Signals interrupt a sleep; it goes on to its end.
TEST(BlockingWaits, SleepOnWhenSignalsCome) {
    const ringing signals;
    const auto start = now_ns();
    blocking_waits::wait(wait::timer{20ms}, 0);
    EXPECT_GE(now_ns() - start, 20'000'000);
}

TEST(BlockingWaits, ExchangeMessagesOfAnySize) {
    const servers::server_process server(secret);
    for (const std::uint32_t bytes : {24U, 64U, 1000U, 1U << 20}) {
        blocking_waits waits;
        waits.open(wait::tcp::endpoint{server.port(), bytes}, 2);
        for (std::uint64_t i = 0; i < 10; ++i) {
            EXPECT_EQ(waits.wait(wait::tcp{.index = i, .delay_us = 0}, i % 2), mix(i ^ secret));
        }
    }
}

TEST(BlockingWaits, TellWhichTaskLostItsServer) {
    blocking_waits waits;
    const servers::server_process server(secret);
    waits.open(wait::tcp::endpoint{server.port(), 64}, 1);
    ::kill(server.pid(), SIGKILL);
    try {
        waits.wait(wait::tcp{.index = 17, .delay_us = 0}, 0);
        ADD_FAILURE() << "no error came through";
    } catch (const error& broken) {
        EXPECT_EQ(broken.code(), exit_code::server_failed);
        EXPECT_NE(std::string(broken.what()).find("task 17"), std::string::npos) << broken.what();
    }
}

TEST(BlockingWaits, TellWhenNobodyListens) {
    std::uint16_t port = 0;
    {
        const servers::server_process server(secret);
        port = server.port();
    }
    blocking_waits waits;
    try {
        waits.open(wait::tcp::endpoint{port, 64}, 1);
        ADD_FAILURE() << "no error came through";
    } catch (const error& broken) {
        EXPECT_EQ(broken.code(), exit_code::server_failed);
        EXPECT_NE(std::string(broken.what()).find(std::to_string(port)), std::string::npos)
            << broken.what();
    }
}

TEST(BlockingWaitsTiming, SleepLittleLongerThanAsked) {
    std::vector<std::int64_t> lateness;
    for (int i = 0; i < 50; ++i) {
        const auto start = now_ns();
        blocking_waits::wait(wait::timer{1ms}, 0);
        lateness.push_back(now_ns() - start - 1'000'000);
    }
    std::ranges::sort(lateness);
    EXPECT_LT(lateness[5], 1'000'000) << "the best tenth of them, for the machine may be busy";
}

} // namespace
} // namespace crossover::tests
