#pragma once

#include "base/unique_fd.hpp"

#include <cstdint>

namespace crossover::servers {

/// Listens on 127.0.0.1, for bursts of thousands of connections, without blocking. Port 0 lets the
/// kernel choose one. With `shared`, several listeners may have the same port (one for each
/// thread). Throws std::system_error.
unique_fd listen_on_loopback(std::uint16_t port, bool shared);

/// The port of a listening socket. Throws std::system_error.
std::uint16_t port_of(const unique_fd& listener);

} // namespace crossover::servers
