#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What the server and its clients must agree on when they speak HTTP: GET
/// /d/<delay_us>/b/<bytes>/i/<index> is answered, after the delay, with a body of so many bytes:
/// the answer in hexadecimal, then padding.
namespace crossover::servers {

/// What stands before the body of every reply. The length is right-aligned in spaces, which may
/// stand before a value (RFC 9110, 5.5): so all heads have one length.
inline constexpr std::string_view http_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length:         \r\n\r\n";

inline constexpr std::size_t http_answer_bytes = 16;
inline constexpr char http_padding = '.';

constexpr std::array<char, http_answer_bytes> http_answer(std::uint64_t answer) noexcept {
    std::array<char, http_answer_bytes> text{};
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, answer >>= 4) {
        *digit = "0123456789abcdef"[answer & 15];
    }
    return text;
}

} // namespace crossover::servers
