#pragma once

#include "workloads/wait.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace crossover::servers {

/// Cuts a stream of bytes into requests that have no body. Only the request line is kept; header
/// fields are passed over.
class http_framing {
public:
    enum class status { incomplete, complete, garbage };

    /// Takes bytes from the front of `input` up to the end of one request. `garbage`: a request
    /// line of more than 96 bytes, or more than 8 KiB in all; it is of no use any more.
    status take(std::span<const std::byte>& input) noexcept;

    /// The request line of the request that take() has just completed; until it is called again.
    [[nodiscard]] std::string_view line() const noexcept { return {line_.data(), whole_bytes_}; }

private:
    bool keep(char c) noexcept;

    std::array<char, 96> line_{}; ///< the longest that the server knows has 66 bytes
    std::size_t line_bytes_ = 0;
    std::size_t whole_bytes_ = 0; ///< of the line that is complete
    std::size_t header_bytes_ = 0;
    bool line_ended_ = false;
    int ends_ = 0; ///< of "\r\n\r\n", how many bytes have just come
};

/// Reads the server's GET requests (http_resource.hpp says for what).
class http_reader {
public:
    using status = http_framing::status;

    /// Takes bytes from the front of `input` up to the end of one request. `garbage`: also what is
    /// no request of the server's.
    status take(std::span<const std::byte>& input) noexcept;

    /// What the request that take() has just completed asks for; `bytes` is the size of the whole
    /// reply.
    [[nodiscard]] wait::tcp_message request() const noexcept { return request_; }

private:
    bool read_request_line() noexcept;

    http_framing framing_;
    wait::tcp_message request_{};
};

/// Makes replies, each in one piece. The memory, a megabyte, is taken when the first is made.
class http_replies {
public:
    /// The whole reply of so many bytes (http_reader's `bytes`). Valid until the next call.
    std::span<const std::byte> make(std::uint32_t bytes, std::uint64_t answer);

private:
    std::unique_ptr<char[]> memory_;
};

} // namespace crossover::servers
