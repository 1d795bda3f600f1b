#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// What the peer and its clients must agree on when they speak HTTP: GET /d/<delay_us>/b/<bytes>/i/<index> is answered, after the delay, with a
/// body of so many bytes: the answer in hexadecimal, then padding.
namespace crossover::peers {

inline constexpr std::size_t http_answer_bytes = 16;
inline constexpr char http_padding = '.';

constexpr std::array<char, http_answer_bytes> http_answer(std::uint64_t answer) noexcept {
    std::array<char, http_answer_bytes> text{};
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, answer >>= 4) {
        *digit = "0123456789abcdef"[answer & 15];
    }
    return text;
}

} // namespace crossover::peers
