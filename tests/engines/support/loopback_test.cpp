/// Connections to a port of this machine: made alike for every engine, and refused in words.

#include "engines/support/loopback.hpp"

#include "base/error.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/loopback_port.hpp"

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>

namespace crossover::tests {
namespace {

TEST(Loopback, ConnectsWithoutDelayInBlockingMode) {
    const loopback_port port;
    ASSERT_EQ(::listen(port.fd.get(), 1), 0);
    const unique_fd connection = engines::connect_loopback(port.number);
    const unique_fd accepted(::accept4(port.fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
    EXPECT_EQ(::send(accepted.get(), "x", 1, 0), 1);
    char byte = 0;
    EXPECT_EQ(::recv(connection.get(), &byte, 1, 0), 1);
    int no_delay = 0;
    socklen_t length = sizeof no_delay;
    EXPECT_EQ(::getsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &length), 0);
    EXPECT_NE(no_delay, 0);
    EXPECT_EQ(::fcntl(connection.get(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(::fcntl(connection.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST(Loopback, SaysWhenNobodyAnswers) {
    const loopback_port silent;
    try {
        static_cast<void>(engines::connect_loopback(silent.number));
        ADD_FAILURE() << "somebody answered";
    } catch (const error& failure) {
        EXPECT_EQ(failure.code(), exit_code::server_failed);
        EXPECT_EQ(failure.what(),
                  "cannot connect to the server on 127.0.0.1:" + std::to_string(silent.number) +
                      ": Connection refused; is it still running?");
    }
}

/// Without a look at its own end one in some ten thousand tries succeeds.
TEST(Loopback, NeverConnectsToItself) {
    constexpr int tries = 40'000;
    const std::uint16_t number = loopback_port().number; // nobody's any more
    int answered = 0;
    for (int i = 0; i < tries; ++i) {
        try {
            static_cast<void>(engines::connect_loopback(number));
            ++answered;
        } catch (const error&) {
        }
    }
    EXPECT_EQ(answered, 0);
}

TEST(Loopback, IsALimitOfTheMachineWithoutADescriptor) {
    in_child([] {
        try {
            const few_descriptors none(0);
            ASSERT_TRUE(none.is_set());
            static_cast<void>(engines::connect_loopback(1));
            ADD_FAILURE() << "there was a descriptor left";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos);
        }
    });
}

/// A process holds some beside its connections, so it may not have as many connections as
/// descriptors.
TEST(Loopback, RequiresMoreDescriptorsThanConnections) {
    in_child([] {
        const rlimit limit{200, 200};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
        EXPECT_NO_THROW(engines::require_descriptors(100));
        try {
            engines::require_descriptors(200);
            ADD_FAILURE() << "none is left for anything else";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            const std::string text = refused.what();
            EXPECT_TRUE(text.starts_with("200 connections need ")) << text;
            EXPECT_NE(text.find("this process may have 200;"), std::string::npos) << text;
        }
    });
}

} // namespace
} // namespace crossover::tests
