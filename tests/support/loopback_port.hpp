#pragma once

#include "base/unique_fd.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace crossover::tests {

/// A port of 127.0.0.1, which nobody else has; it answers once somebody listens.
struct loopback_port {
    unique_fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::uint16_t number = 0;

    loopback_port() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(fd.get(), generic, length), 0);
        EXPECT_EQ(::getsockname(fd.get(), generic, &length), 0);
        number = ntohs(address.sin_port);
    }
};

} // namespace crossover::tests
