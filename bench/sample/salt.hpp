#pragma once

#include <cstdint>

namespace crossover::bench {

/// A salt for a batch: never 0, never foreseeable, and below 2^53, so that every language reads it
/// from JSON as the number that it is. Thread-safe.
std::uint64_t fresh_salt();

} // namespace crossover::bench
