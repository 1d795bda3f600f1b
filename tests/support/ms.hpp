#pragma once

#include <cstdint>

namespace crossover::tests {

inline constexpr std::int64_t ms = 1'000'000; ///< in ns

} // namespace crossover::tests
