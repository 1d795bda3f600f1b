#include "workloads/support/http_answer.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace crossover::http_client {
namespace {

std::string lower(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return low;
}

/// A body in chunks (RFC 9112, 7.1), put together; nothing while its last chunk is not there, or
/// when it is malformed. Trailers are not read.
std::optional<std::string> unchunked(std::string_view text) {
    std::string body;
    for (;;) {
        const auto end = text.find("\r\n");
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        // Looked for in this line alone: in all that follows, many chunks would take its square.
        const auto line = text.substr(0, end);
        const auto number = line.substr(0, line.find(';'));
        std::size_t size = 0;
        const auto [stop, problem] =
            std::from_chars(number.data(), number.data() + number.size(), size, 16);
        if (problem != std::errc() || stop == number.data()) {
            return std::nullopt;
        }
        text.remove_prefix(end + 2);
        if (size == 0) {
            return body;
        }
        if (text.size() < size || text.size() - size < 2) {
            return std::nullopt;
        }
        body.append(text.substr(0, size));
        text.remove_prefix(size + 2);
    }
}

/// What a header in lower case says of the body's length.
std::optional<std::size_t> stated_length(const std::string& header) {
    constexpr std::string_view name = "\r\ncontent-length:";
    const auto at = header.find(name);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    return std::strtoull(header.c_str() + at + name.size(), nullptr, 10);
}

} // namespace

http_answer::http_answer(std::string text, bool ended) : text_(std::move(text)), ended_(ended) {
    const auto end = text_.find("\r\n\r\n");
    if (end != std::string::npos && text_.starts_with("HTTP/1.")) {
        is_http_ = true;
        read_body(lower(std::string_view(text_).substr(0, end + 2)),
                  std::string_view(text_).substr(end + 4));
    }
}

std::string http_answer::status() const {
    constexpr std::size_t before = 9; // "HTTP/1.1 "
    const auto end = text_.find("\r\n");
    return end > before ? text_.substr(before, end - before) : std::string();
}

void http_answer::read_body(const std::string& header, std::string_view rest) {
    if (header.find("\r\ntransfer-encoding:") != std::string::npos) {
        body_ = unchunked(rest);
    } else if (const auto bytes = stated_length(header)) {
        if (rest.size() >= *bytes) {
            body_ = std::string(rest.substr(0, *bytes));
        }
    } else if (ended_) {
        body_ = std::string(rest);
    }
}

bool may_be_whole(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) {
        return false;
    }
    const auto length = stated_length(lower(std::string_view(text).substr(0, end + 2)));
    return length ? text.size() - end - 4 >= *length : text.ends_with("\r\n\r\n");
}

} // namespace crossover::http_client
