#pragma once

#include "workloads/support/body_digest.hpp"

#include <cstdint>
#include <string_view>

namespace crossover::http_client {

/// The digest of a body that comes in one piece.
inline std::uint64_t digest_of(std::string_view body) {
    body_digest digest;
    digest.add(body);
    return digest.value();
}

} // namespace crossover::http_client
