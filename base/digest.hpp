#pragma once

#include <cstdint>

namespace crossover {

/// Mixes 64 bits so that every input bit reaches every output bit (the finaliser of SplitMix64,
/// Steele, Lea and Flood, OOPSLA 2014). A task that did nothing cannot guess it by returning its
/// index.
constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// Combines two digests; order matters, so swapped results are seen.
constexpr std::uint64_t combine(std::uint64_t a, std::uint64_t b) noexcept {
    return mix(a ^ (b + 0x9e3779b97f4a7c15ULL + (a << 6) + (a >> 2)));
}

} // namespace crossover
