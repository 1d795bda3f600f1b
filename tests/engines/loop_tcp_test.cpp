/// Exchanges with the server on every event loop, and what becomes of them when they break or are
/// cancelled.

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/servers/server_process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t tcp_secret = 5;

template <class Engine>
class LoopTcp : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    static coroutine exchange(loop_type& l, wait::tcp request, std::size_t slot,
                              std::uint64_t& answer) {
        answer = co_await l.wait(request, slot);
    }

    static coroutine fail_after(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        throw std::runtime_error("on purpose");
    }

    static coroutine kill_after(loop_type& l, std::chrono::nanoseconds time, pid_t victim) {
        co_await l.wait(wait::timer{time}, 0);
        ::kill(victim, SIGKILL);
    }

    /// One exchange on each slot, all at once.
    static void expect_right_batch(loop_type& l, std::size_t slots, std::uint64_t first_index) {
        std::vector<std::uint64_t> answers(slots, 0);
        for (std::size_t i = 0; i < slots; ++i) {
            l.spawn(exchange(l, {.index = first_index + i, .delay_us = 1000}, i, answers[i]));
        }
        l.run();
        for (std::size_t i = 0; i < slots; ++i) {
            ASSERT_EQ(answers[i], mix((first_index + i) ^ tcp_secret)) << "slot " << i;
        }
    }
};
TYPED_TEST_SUITE(LoopTcp, loop_engines, engine_name);

TYPED_TEST(LoopTcp, ExchangesMessagesOfAnySize) {
    const servers::server_process server(tcp_secret);
    for (const std::uint32_t bytes : {24U, 64U, 5000U, 1U << 20}) {
        typename TypeParam::loop loop;
        loop.open(wait::tcp::endpoint{server.port(), bytes}, 4);
        for (std::uint64_t round = 0; round < 5; ++round) {
            this->expect_right_batch(loop, 4, round * 4);
        }
    }
}

TYPED_TEST(LoopTcp, TellsWhichTaskLostItsServer) {
    const servers::server_process server(tcp_secret);
    typename TypeParam::loop loop;
    loop.open(wait::tcp::endpoint{server.port(), 64}, 3);
    std::uint64_t answer = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        loop.spawn(this->exchange(loop, {.index = 40 + i, .delay_us = 10'000'000}, i, answer));
    }
    loop.spawn(this->kill_after(loop, 5ms, server.pid()));
    const auto start = now_ns();
    try {
        loop.run();
        ADD_FAILURE() << "no error came through";
    } catch (const error& broken) {
        EXPECT_EQ(broken.code(), exit_code::server_failed);
        EXPECT_NE(std::string(broken.what()).find("task 4"), std::string::npos) << broken.what();
    }
    EXPECT_LT(now_ns() - start, 5'000'000'000);
}

TYPED_TEST(LoopTcp, TellsOfAServerThatDiedBetweenBatches) {
    typename TypeParam::loop loop;
    const servers::server_process server(tcp_secret);
    loop.open(wait::tcp::endpoint{server.port(), 64}, 1);
    this->expect_right_batch(loop, 1, 0);
    ::kill(server.pid(), SIGKILL);
    std::uint64_t answer = 0;
    for (int round = 0; round < 3; ++round) { // broken, then nobody there to connect to
        loop.spawn(this->exchange(loop, {.index = 0, .delay_us = 0}, 0, answer));
        try {
            loop.run();
            ADD_FAILURE() << "no error came through";
        } catch (const error& broken) {
            EXPECT_EQ(broken.code(), exit_code::server_failed) << broken.what();
        }
    }
}

/// The replies to what was cancelled still come; they must not be taken for the replies of the next
/// batch.
TYPED_TEST(LoopTcp, WorksAgainAfterACancelledBatch) {
    const servers::server_process server(tcp_secret);
    for (const std::uint32_t bytes : {64U, 1U << 20}) {
        typename TypeParam::loop loop;
        loop.open(wait::tcp::endpoint{server.port(), bytes}, 8);
        for (std::uint64_t round = 0; round < 5; ++round) {
            std::vector<std::uint64_t> answers(8, 0); // a loop on all cores writes them at once
            for (std::size_t i = 0; i < 8; ++i) {
                loop.spawn(
                    this->exchange(loop, {.index = 1000 + i, .delay_us = 20'000}, i, answers[i]));
            }
            loop.spawn(this->fail_after(loop, round * 1ms));
            EXPECT_THROW(loop.run(), std::runtime_error);
            this->expect_right_batch(loop, 8, round * 100);
        }
    }
}

/// Reads one request of `bytes`, answers with the first `sent` bytes of a reply, and falls silent.
class stalling_server {
public:
    stalling_server(std::size_t bytes, std::size_t sent)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(listener_.get(), 1) != 0 ||
            ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw_errno(errno, "listening on loopback");
        }
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, bytes, sent] {
            const unique_fd client(::accept(listener_.get(), nullptr, nullptr));
            std::vector<char> buffer(std::max(bytes, sent), 0);
            if (::recv(client.get(), buffer.data(), bytes, MSG_WAITALL) ==
                static_cast<ssize_t>(bytes)) {
                ::send(client.get(), buffer.data(), sent, MSG_NOSIGNAL);
                while (::recv(client.get(), buffer.data(), buffer.size(), 0) > 0) {
                }
            }
        });
    }
    ~stalling_server() {
        ::shutdown(listener_.get(), SHUT_RDWR);
    } // wakes accept; clients must be gone
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    unique_fd listener_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

/// A library may write and read a large message in parts: one that has just ended when the batch is
/// cancelled must not lead to the next.
TYPED_TEST(LoopTcp, IsCancelledInTheMiddleOfALargeMessage) {
    constexpr std::uint32_t bytes = 8 << 20;
    for (int round = 0; round < 12; ++round) {
        const stalling_server server(bytes, bytes - 1);
        typename TypeParam::loop loop;
        loop.open(wait::tcp::endpoint{server.port(), bytes}, 1);
        std::uint64_t answer = 0;
        loop.spawn(this->exchange(loop, {.index = 1, .delay_us = 0}, 0, answer));
        loop.spawn(this->fail_after(loop, (1 + round) * 1ms));
        EXPECT_THROW(loop.run(), std::runtime_error);
    }
}

TYPED_TEST(LoopTcp, IsDestroyedWellAfterACancelledBatch) {
    const servers::server_process server(tcp_secret);
    for (int round = 0; round < 10; ++round) {
        typename TypeParam::loop loop;
        loop.open(wait::tcp::endpoint{server.port(), 64}, 8);
        std::uint64_t answer = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            loop.spawn(this->exchange(loop, {.index = i, .delay_us = 20'000}, i, answer));
        }
        loop.spawn(this->fail_after(loop, 1ms));
        EXPECT_THROW(loop.run(), std::runtime_error);
    }
}

TYPED_TEST(LoopTcp, RefusesMoreConnectionsThanDescriptors) {
    typename TypeParam::loop loop;
    try {
        loop.open(wait::tcp::endpoint{1, 64}, 100'000'000);
        ADD_FAILURE() << "no error came through";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos)
            << refused.what();
    }
}

} // namespace
} // namespace crossover::tests
