#include "bench/sample/salt.hpp"

#include "base/digest.hpp"

#include <atomic>
#include <random>

namespace crossover::bench {

std::uint64_t fresh_salt() {
    constexpr int kept_bits = 52;
    static const std::uint64_t begin = [] {
        std::random_device chance; // the kernel's: no two samples share their salts
        return std::uint64_t{chance()} << 32 | chance();
    }();
    static std::atomic<std::uint64_t> count = 0;
    const auto drawn = mix(begin + count.fetch_add(1, std::memory_order_relaxed));
    return (drawn >> (64 - kept_bits)) | std::uint64_t{1} << kept_bits;
}

} // namespace crossover::bench
