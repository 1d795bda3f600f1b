#pragma once

#include <cstdint>

namespace crossover::engines {

/// Which operation of the loop a completion belongs to, packed into the 64 bits that the ring
/// carries for it.
struct operation {
    enum class kind : std::uint8_t { receive, send, wake, read, poll };

    kind what{};
    std::uint32_t slot = 0; ///< of the connection, read or dialogue; below 2^29
    std::uint32_t generation = 0; ///< of the connection or read, or of the wait

    [[nodiscard]] constexpr std::uint64_t packed() const noexcept {
        return std::uint64_t{generation} << 32 | std::uint64_t{slot} << 3 |
               static_cast<std::uint64_t>(what);
    }
    [[nodiscard]] static constexpr operation unpacked(std::uint64_t bits) noexcept {
        return {.what = static_cast<kind>(bits & 7),
                .slot = static_cast<std::uint32_t>(bits) >> 3,
                .generation = static_cast<std::uint32_t>(bits >> 32)};
    }
    friend constexpr bool operator==(const operation&, const operation&) noexcept = default;
};

static_assert(operation::unpacked(operation{operation::kind::send, (1U << 29) - 1, 7}.packed()) ==
              operation{operation::kind::send, (1U << 29) - 1, 7});

} // namespace crossover::engines
