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

/// Cuts a stream of bytes into GET requests (http_resource.hpp says for what). Only the request
/// line is kept; header fields are passed over.
class http_reader {
public:
    enum class status { incomplete, complete, garbage };

    /// Takes bytes from the front of `input` up to the end of one request.
    status take(std::span<const std::byte>& input) noexcept;

    /// What the request that take() has just completed asks for; `bytes` is the size of the whole
    /// reply.
    [[nodiscard]] wait::tcp_message request() const noexcept { return request_; }

private:
    bool read_request_line() noexcept;

    std::array<char, 96> line_{}; ///< the longest request line has 66 bytes
    std::size_t line_bytes_ = 0;
    std::size_t header_bytes_ = 0;
    bool line_ended_ = false;
    int ends_ = 0; ///< of "\r\n\r\n", how many bytes have just come
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
