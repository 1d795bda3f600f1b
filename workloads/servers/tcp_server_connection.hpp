#pragma once

#include "workloads/servers/tcp_server_http.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace crossover::servers {

/// Cuts a stream of bytes into requests. Only a header is kept: the padding is counted, not stored,
/// so that thousands of connections stay in the cache. A stream that begins with `GET ` speaks
/// HTTP; as the size of a message those bytes would be half a gigabyte.
class request_reader {
public:
    using status = http_reader::status;

    /// Takes bytes from the front of `input` up to the end of one request.
    /// `garbage`: a size outside what a tcp_message may have; the reader is of no use any more.
    status take(std::span<const std::byte>& input) {
        if (http_) {
            return http_->take(input);
        }
        if (header_bytes_ < header_.size()) {
            const auto count = std::min(input.size(), header_.size() - header_bytes_);
            std::copy_n(input.begin(), count, header_.begin() + header_bytes_);
            input = input.subspan(count);
            header_bytes_ += count;
            if (header_bytes_ < header_.size()) {
                return status::incomplete;
            }
            const auto bytes = wait::decode(header_.data()).bytes;
            if (bytes < wait::tcp_min_bytes || bytes > wait::tcp_max_bytes) {
                return std::memcmp(header_.data(), "GET ", 4) == 0 ? begin_http(input)
                                                                   : status::garbage;
            }
            padding_left_ = bytes - wait::tcp_min_bytes;
        }
        const auto count = std::min(input.size(), padding_left_);
        input = input.subspan(count);
        padding_left_ -= count;
        if (padding_left_ > 0) {
            return status::incomplete;
        }
        header_bytes_ = 0;
        return status::complete;
    }

    /// The header of the request that take() has just completed.
    [[nodiscard]] wait::tcp_message request() const noexcept {
        return http_ ? http_->request() : wait::decode(header_.data());
    }

    /// Whether the stream has turned out to be HTTP: replies must then keep the order of their
    /// requests.
    [[nodiscard]] bool speaks_http() const noexcept { return http_ != nullptr; }

    /// How many bytes of padding come next, which may be thrown away unseen.
    [[nodiscard]] std::size_t padding_left() const noexcept {
        return header_bytes_ == header_.size() ? padding_left_ : 0;
    }

private:
    /// The bytes that were taken for a header come first.
    status begin_http(std::span<const std::byte>& input) {
        http_ = std::make_unique<http_reader>();
        header_bytes_ = 0;
        std::span<const std::byte> first = header_;
        const auto got = http_->take(first); // too short to be a whole request
        return got == status::incomplete ? http_->take(input) : got;
    }

    std::array<std::byte, wait::tcp_min_bytes> header_{};
    std::size_t header_bytes_ = 0;
    std::size_t padding_left_ = 0;
    std::unique_ptr<http_reader> http_;
};

/// A reply that the socket did not take, or not whole.
struct unsent_reply {
    std::uint64_t index = 0;
    std::uint32_t bytes = 0;
    std::uint32_t sent = 0;
    wait::tcp_status status = wait::tcp_status::answered;
};

/// What the server knows of one connection.
struct connection {
    request_reader reader{};
    std::vector<unsent_reply> unsent{}; ///< in order; the first `unsent_done` are gone already
    std::uint32_t unsent_done = 0;
    std::uint32_t unanswered = 0; ///< requests received and not yet answered
    std::uint32_t refused = 0; ///< of those, how many wait for a refusal to be sent
    std::uint32_t generation = 0; ///< grows each time the descriptor is used again
    std::uint32_t turn = 0; ///< of its last request that was held
    std::uint32_t withdrawn_turn = 0; ///< replies held up to this turn are nobody's any more
    std::uint64_t held_index = 0; ///< of that last request
    bool open = false;
    bool input_ended = false; ///< the client will send no more, but may still read
    bool paused = false; ///< not read from, because too many requests are unanswered
};

} // namespace crossover::servers
