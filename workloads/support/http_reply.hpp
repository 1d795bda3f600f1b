#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crossover::http_client {

/// More than any honest server sends.
inline constexpr std::size_t most_header_bytes = 16 << 10;
inline constexpr std::uint64_t most_body_bytes = 64 << 20;

/// Reads the reply to a GET from the pieces in which it arrives: a body with Content-Length, in
/// chunks, or up to the end of the connection; informational replies (1xx) before it are passed
/// over. Of the body its digest is kept. One at a time; not thread-safe.
class http_reply {
public:
    enum class state : std::uint8_t { incomplete, whole, broken };

    http_reply() = default;
    http_reply(const http_reply&) = delete;
    http_reply& operator=(const http_reply&) = delete;
    virtual ~http_reply() = default;

    /// Begins anew, for the next reply.
    virtual void reset() = 0;

    /// Takes a piece. After `whole` and `broken` only reset() may follow.
    virtual state take(std::string_view piece) = 0;

    /// The server has closed its side: `whole` when the end of the connection ends the body,
    /// otherwise `broken`.
    virtual state end() = 0;

    /// Whether a byte of it has come.
    [[nodiscard]] virtual bool begun() const noexcept = 0;

    /// Why it is broken.
    [[nodiscard]] virtual const std::string& why() const noexcept = 0;

    /// Of a whole reply: its code and its text, as `404 Not Found`.
    [[nodiscard]] virtual unsigned status() const noexcept = 0;
    [[nodiscard]] virtual std::string status_text() const = 0;
    /// Whether the connection may carry another request: neither side asked to close it, and
    /// nothing came after the reply.
    [[nodiscard]] virtual bool keeps_alive() const noexcept = 0;
    /// The body_digest of its body.
    [[nodiscard]] virtual std::uint64_t digest() const noexcept = 0;
};

/// Throws `unfit` in a suite that was built without a parser.
std::unique_ptr<http_reply> make_http_reply();

} // namespace crossover::http_client
