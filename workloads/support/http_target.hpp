#pragma once

#include "workloads/support/shape.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace crossover::http_client {

/// A resource of an HTTP server of this machine: what an http:// URL names. `{i}` in its path
/// stands for the task's index.
class http_target {
public:
    /// Reads `http://HOST[:PORT][/PATH][?QUERY]`. HOST is an address of 127.0.0.0/8, `localhost`
    /// (which is 127.0.0.1) or [::1]. Throws error(bad_input) for anything else, so that no traffic
    /// leaves the machine.
    explicit http_target(std::string_view url);

    /// Whether each task has a URL of its own.
    [[nodiscard]] bool is_indexed() const noexcept { return pieces_ > 1; }

    /// From now on `{d}` in the path stands for the microseconds that the task has to wait, which
    /// outlive the target.
    void ask_for(const workloads::drawn_times& waits) noexcept { waits_ = &waits; }

    /// The URL of a task, for messages.
    [[nodiscard]] std::string url(std::uint64_t index) const {
        return "http://" + authority_ + path(index);
    }

    /// The path and query of a task.
    [[nodiscard]] std::string path(std::uint64_t index) const;

    /// Writes a GET of HTTP/1.1, which keeps the connection, over what `request` holds.
    void write_request(std::uint64_t index, std::string& request) const;

    /// The same, with {i} for the index.
    [[nodiscard]] std::string request_text() const { return "GET " + path_ + headers_; }

    /// The host's address, and its port.
    [[nodiscard]] std::string host() const;
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// The host and the port as a Host header has them.
    [[nodiscard]] const std::string& authority() const noexcept { return authority_; }

    [[nodiscard]] const sockaddr* address() const noexcept {
        return reinterpret_cast<const sockaddr*>(&address_);
    }
    [[nodiscard]] socklen_t address_bytes() const noexcept { return address_bytes_; }
    [[nodiscard]] int family() const noexcept { return address_.ss_family; }

private:
    void read_host(std::string_view host, std::uint16_t port);
    void append_path(std::uint64_t index, std::string& to) const;
    void append_indexed(std::string_view path, std::uint64_t index, std::string& to) const;

    std::string path_; ///< with {i}
    std::string authority_;
    std::size_t pieces_ = 1; ///< of the path, between the places of the index
    std::string headers_;
    const workloads::drawn_times* waits_ = nullptr; ///< null: the path has no {d}
    sockaddr_storage address_{};
    socklen_t address_bytes_ = 0;
};

} // namespace crossover::http_client
