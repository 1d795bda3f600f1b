#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crossover::http_client {

/// What a server has answered so far, read without the parser that is measured: a body with
/// Content-Length, in chunks, or up to the end of the connection.
class http_answer {
public:
    /// `ended`: the server has closed the connection.
    http_answer(std::string text, bool ended);

    [[nodiscard]] bool is_http() const noexcept { return is_http_; }
    [[nodiscard]] bool is_whole() const noexcept { return body_.has_value(); }
    /// Precondition: it is whole.
    [[nodiscard]] const std::string& body() const noexcept { return *body_; }

    /// "200 OK". Precondition: it is HTTP.
    [[nodiscard]] std::string status() const;

private:
    void read_body(const std::string& header, std::string_view rest);

    std::string text_;
    bool ended_;
    bool is_http_ = false;
    std::optional<std::string> body_;
};

/// Whether it is worth a look: reading an answer anew for each of its pieces would take its square.
/// The length that the header tells is there, or the last chunk may be.
bool may_be_whole(const std::string& text);

} // namespace crossover::http_client
