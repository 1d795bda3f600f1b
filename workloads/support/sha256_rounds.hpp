#pragma once

#include "workloads/support/by_salt.hpp"
#include "workloads/support/parameters.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace crossover::workloads {

/// The computing part of `sha256` and `mixed`: SHA-256 over a number of bytes that fit in the
/// first-level cache, so that memory bandwidth, which cores share, does not decide.
class sha256_rounds {
public:
    /// Every task hashes exactly `bytes` bytes. 0 bytes: the digest of an empty message, mixed with
    /// the index.
    explicit sha256_rounds(std::int64_t bytes);

    /// As many bytes as one idle core hashes in `cpu_us`, by the calibrated rate, or by measuring
    /// when there is none.
    static sha256_rounds lasting(std::int64_t cpu_us, const parameters& p);

    /// How fast one core hashes: the best of several short runs. Takes about 30 ms.
    static double bytes_per_us();

    /// Hashes the bytes of task i in a batch with this salt. Thread-safe; allocates nothing after a
    /// thread's first call.
    [[nodiscard]] std::uint64_t digest(std::size_t i, std::uint64_t salt = 0) const;

    /// The digest that task i must yield: of each variant, the first call for a salt hashes it.
    /// Thread-safe.
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const;
    /// The digest of task i over so many bytes, whatever the others hash. Thread-safe.
    [[nodiscard]] static std::uint64_t digest_of(std::int64_t bytes, std::size_t i,
                                                 std::uint64_t salt = 0);

    [[nodiscard]] std::int64_t bytes() const noexcept { return bytes_; }

private:
    /// Tasks of a batch differ in their first bytes in so many ways. Few, so that the expected
    /// digests, which are hashed anew for each batch's salt, cost little beside it; more than one,
    /// so that a task is not told by its batch alone.
    static constexpr std::size_t variants = 2;

    std::int64_t bytes_;
    std::array<by_salt<std::uint64_t>, variants> hashes_;
};

} // namespace crossover::workloads
