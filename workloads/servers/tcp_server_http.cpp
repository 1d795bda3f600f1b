#include "workloads/servers/tcp_server_http.hpp"

#include "workloads/servers/http_resource.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace crossover::servers {
namespace {

constexpr std::size_t most_header_bytes = 8192;

constexpr std::string_view head = http_head;
constexpr std::size_t length_ends = head.size() - 4;
constexpr std::size_t length_width = 8;

/// Takes `text` from the front of a line.
bool skip(std::string_view& line, std::string_view text) noexcept {
    if (!line.starts_with(text)) {
        return false;
    }
    line.remove_prefix(text.size());
    return true;
}

/// Takes a whole number from the front of a line.
template <typename Number>
bool read(std::string_view& line, Number least, Number most, Number& value) noexcept {
    const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), value);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return failure == std::errc{} && value >= least && value <= most;
}

} // namespace

http_framing::status http_framing::take(std::span<const std::byte>& input) noexcept {
    while (!input.empty()) {
        const char c = static_cast<char>(input.front());
        input = input.subspan(1);
        if (++header_bytes_ > most_header_bytes || (!line_ended_ && !keep(c))) {
            return status::garbage;
        }
        ends_ = c == "\r\n\r\n"[ends_] ? ends_ + 1 : c == '\r' ? 1 : 0;
        if (ends_ == 4) {
            whole_bytes_ = line_bytes_;
            line_bytes_ = header_bytes_ = 0;
            line_ended_ = false;
            ends_ = 0;
            return status::complete;
        }
    }
    return status::incomplete;
}

/// Takes a byte of the request line; false where the line is too long.
bool http_framing::keep(char c) noexcept {
    if (c == '\r') {
        line_ended_ = true;
        return true;
    }
    if (line_bytes_ == line_.size()) {
        return false;
    }
    line_[line_bytes_++] = c;
    return true;
}

http_reader::status http_reader::take(std::span<const std::byte>& input) noexcept {
    const auto got = framing_.take(input);
    return got == status::complete && !read_request_line() ? status::garbage : got;
}

bool http_reader::read_request_line() noexcept {
    auto line = framing_.line();
    std::uint32_t delay_us = 0;
    std::uint32_t body = 0;
    std::uint64_t index = 0;
    const bool good =
        skip(line, "GET /d/") &&
        read(line, 0U, std::numeric_limits<std::uint32_t>::max(), delay_us) && skip(line, "/b/") &&
        read(line, std::uint32_t{http_answer_bytes}, std::uint32_t{wait::tcp_max_bytes}, body) &&
        skip(line, "/i/") &&
        read(line, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max(), index) &&
        (line == " HTTP/1.1" || line == " HTTP/1.0");
    request_ = {static_cast<std::uint32_t>(head.size()) + body, delay_us, index, 0};
    return good;
}

std::span<const std::byte> http_replies::make(std::uint32_t bytes, std::uint64_t answer) {
    if (!memory_) {
        constexpr auto most = head.size() + wait::tcp_max_bytes;
        memory_ = std::make_unique_for_overwrite<char[]>(most);
        std::fill_n(std::copy(head.begin(), head.end(), memory_.get()), wait::tcp_max_bytes,
                    http_padding);
    }
    std::array<char, length_width> digits{};
    const auto* end = std::to_chars(digits.begin(), digits.end(), bytes - head.size()).ptr;
    char* const length = memory_.get() + length_ends - length_width;
    std::fill_n(length, length_width, ' ');
    std::copy_backward(digits.cbegin(), end, length + length_width);
    const auto text = http_answer(answer);
    std::copy(text.begin(), text.end(), memory_.get() + head.size());
    return std::as_bytes(std::span(memory_.get(), bytes));
}

} // namespace crossover::servers
