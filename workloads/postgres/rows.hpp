#pragma once

#include "base/digest.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

/// What stands in the table that tasks read, known without asking it:
/// scripts/services/crossover_rows.sql makes the same rows.
namespace crossover::workloads::postgres {

inline constexpr std::int64_t table_rows = 10'000;
inline constexpr std::size_t payload_bytes =
    96; ///< with its header and id a row has about the 128 bytes of pgbench's

/// The first of the neighbouring rows that task `index` reads. Ids count from 1.
constexpr std::int64_t first_row(std::uint64_t index, std::int64_t rows) noexcept {
    const auto places = static_cast<std::uint64_t>(table_rows - rows + 1);
    return 1 + static_cast<std::int64_t>(mix(index) % places);
}

/// The text of a row: a number that its id does not show (multiplied by Knuth's 2^32 / phi), in as
/// many digits.
inline std::string payload(std::int64_t id) {
    std::string text(payload_bytes + 1, '\0');
    std::snprintf(text.data(), text.size(), "%0*lld", static_cast<int>(payload_bytes),
                  static_cast<long long>(id * 2'654'435'761 % 4'294'967'296));
    text.resize(payload_bytes);
    return text;
}

/// Takes a row into the digest of the rows before it: each byte of it counts, and so does its
/// place.
inline std::uint64_t fold(std::uint64_t before, std::int64_t id, std::string_view text) noexcept {
    std::uint64_t digest = combine(before, static_cast<std::uint64_t>(id));
    digest = combine(digest, text.size());
    while (!text.empty()) {
        std::uint64_t word = 0;
        const std::size_t length = std::min(text.size(), sizeof word);
        std::memcpy(&word, text.data(), length);
        digest = combine(digest, word);
        text.remove_prefix(length);
    }
    return digest;
}

/// The digest of the rows that task `index` must be given.
inline std::uint64_t expected_rows(std::uint64_t index, std::int64_t rows) {
    std::uint64_t digest = 0;
    const auto first = first_row(index, rows);
    for (auto id = first; id < first + rows; ++id) {
        digest = fold(digest, id, payload(id));
    }
    return digest;
}

} // namespace crossover::workloads::postgres
