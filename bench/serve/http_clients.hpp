#pragma once

#include "base/unique_fd.hpp"
#include "workloads/servers/tcp_server_http.hpp"
#include "workloads/servers/tcp_server_poller.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace crossover::bench {

/// Clients that a service has connections with at once; more stand in the kernel's line.
inline constexpr std::size_t most_clients = 1000;

/// Tells a client from its successor on the same descriptor.
struct client_id {
    int fd = -1;
    std::uint32_t generation = 0;
};

/// A whole request, and when it was there, on the steady clock.
struct client_request {
    client_id from;
    std::int64_t at_ns = 0;
};

/// What a client is told.
enum class http_answer_kind { done, refused, failed, too_late };

/// What clients have done.
struct client_counts {
    std::size_t connections = 0;
    std::size_t garbage = 0; ///< what was no request
    bool stopped = false; ///< SIGINT or SIGTERM has come, which are held
};

/// The clients of a service on 127.0.0.1: their connections, which are kept, and their requests, of
/// which each has one at a time. What is anything else is answered with 400 and loses its
/// connection. Not thread-safe.
class http_clients {
public:
    /// Listens, so that they may connect. Port 0 lets the kernel choose one. wait() returns as well
    /// when the eventfd `wakes`, which outlives it, is written to. Throws std::system_error when
    /// the port cannot be had.
    http_clients(std::uint16_t port, const unique_fd& wakes);
    http_clients(const http_clients&) = delete;
    http_clients& operator=(const http_clients&) = delete;
    ~http_clients();

    [[nodiscard]] std::uint16_t port() const;

    /// Waits for something to happen, until this time of the steady clock at most, and reads what
    /// has come. Throws std::system_error when there is no more waiting.
    void wait(std::int64_t due_ns);

    /// Takes the first request that has come, of a client that is still there; nothing: there is
    /// none.
    std::optional<client_request> take();

    /// Answers the one request of a client; one that has left is nobody.
    void answer(client_id to, http_answer_kind what);

    /// Takes no clients any more, and lets go of those that have not asked; the others lose their
    /// connection with their answer.
    void close_doors() noexcept;

    /// Tells all who have no answer that it is too late.
    void send_away();

    [[nodiscard]] const client_counts& counts() const noexcept { return counts_; }

private:
    struct client {
        servers::http_framing framing{};
        std::uint32_t generation = 0; ///< grows each time the descriptor is used again
        bool open = false;
        bool busy = false; ///< has asked, and has no answer yet
        bool closes = false; ///< with that answer
    };

    void dispatch(std::uint64_t key, std::uint32_t events);
    void accept_some();
    void listen(bool whether) noexcept;
    void receive(int fd, client& from, bool until_end);
    void read(int fd, client& from, std::span<const std::byte> bytes);
    void send(int fd, client& to, std::string_view reply) noexcept;
    void refuse_garbage(int fd, client& from) noexcept;
    void close(int fd, client& which) noexcept;
    [[nodiscard]] client* find(client_id id) noexcept;

    servers::poller poller_;
    unique_fd listener_;
    unique_fd signals_;
    bool listening_ = true;
    bool closing_ = false; ///< nobody is taken any more
    std::size_t open_clients_ = 0;
    std::vector<client> clients_; ///< by descriptor
    std::deque<client_request> came_;
    std::array<std::byte, 16'384> input_{};
    client_counts counts_;
};

/// From now on SIGINT and SIGTERM are kept from this thread, and from all threads and processes
/// that it starts: http_clients sees them.
void hold_ending_signals();

} // namespace crossover::bench
