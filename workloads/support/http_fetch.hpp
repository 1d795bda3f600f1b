#pragma once

#include "workloads/support/http_target.hpp"

#include <chrono>
#include <cstdint>

namespace crossover::http_client {

/// The body_digest of the resource of a task, got apart from all that is measured: with HTTP/1.0,
/// or with 1.1 from a server that refuses that, by blocking calls on a connection of its own, and
/// without the parser. Throws error(server_failed) when that does not work within the deadline.
std::uint64_t fetch_digest(const http_target& target, std::uint64_t index,
                           std::chrono::nanoseconds deadline);

} // namespace crossover::http_client
