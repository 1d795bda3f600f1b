#pragma once

#include "base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// Opens one TCP connection to a port of this machine, with TCP_NODELAY, in blocking mode: the same
/// for every engine. Throws error(server_failed) when nobody answers, error(machine_limit) when
/// there are no descriptors left.
unique_fd connect_loopback(std::uint16_t port);

/// Throws error(machine_limit) unless this process may hold `connections` more descriptors.
void require_descriptors(std::size_t connections);

} // namespace crossover::engines
