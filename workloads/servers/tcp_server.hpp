#pragma once

#include "base/unique_fd.hpp"
#include "workloads/servers/tcp_server_capacity.hpp"
#include "workloads/servers/tcp_server_connection.hpp"
#include "workloads/servers/tcp_server_counters.hpp"
#include "workloads/servers/tcp_server_deadlines.hpp"
#include "workloads/servers/tcp_server_http.hpp"
#include "workloads/servers/tcp_server_options.hpp"
#include "workloads/servers/tcp_server_poller.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace crossover::servers {

/// Answers the requests of any number of connections on one thread. At best a request costs one
/// recv, one send and a share of an epoll_wait; a held reply costs no system call of its own.
/// Not thread-safe: it belongs to the thread that calls run().
class tcp_server {
public:
    /// `totals` is shared by the servers of one server and outlives them. Throws std::system_error.
    tcp_server(unique_fd listener, const server_options& options, counters& totals);
    ~tcp_server();
    tcp_server(const tcp_server&) = delete;
    tcp_server& operator=(const tcp_server&) = delete;

    /// Calls `on_ready` whenever fd can be read or has ended; when it returns false, run() returns.
    /// fd stays the caller's, who keeps it open until run() has returned. Throws std::system_error.
    void watch(int fd, std::function<bool()> on_ready);

    /// Serves until a watcher says stop. Throws std::system_error when epoll itself fails; a
    /// connection's failure closes that connection only.
    void run();

private:
    bool dispatch(std::uint64_t key, std::uint32_t events);
    void accept_some();
    void refuse_one();
    void add_connection(unique_fd socket);
    void on_connection(int fd, std::uint32_t generation, std::uint32_t events);
    void receive(int fd, connection& client, bool until_end);
    bool take_requests(int fd, connection& client, std::span<const std::byte> input);
    void hold(int fd, connection& client, const wait::tcp_message& request);
    void withdraw(int fd, connection& client, const wait::tcp_message& message);
    void send_due(std::int64_t now);
    void answer(int fd, connection& client, unsent_reply reply);
    void send_unsent(int fd, connection& client);
    [[nodiscard]] long send_part(int fd, const unsent_reply& reply) noexcept;
    void answered(int fd, connection& client, wait::tcp_status status);
    void close(int fd, connection& client) noexcept;

    const std::uint64_t secret_;
    const std::int64_t burn_ns_;
    counters& totals_;
    tally& mine_; // of this thread
    poller poller_;
    unique_fd listener_;
    unique_fd spare_; // given up for a moment to refuse a connection when descriptors run out
    deadline_queue held_;
    limited_service service_;
    std::int64_t clock_ns_ = 0; // the latest reading, to notice held replies inside a long batch
    std::vector<connection> connections_; // by descriptor
    std::vector<std::function<bool()>> watchers_;
    std::unique_ptr<std::byte[]> input_;
    std::unique_ptr<std::byte[]> reply_; // a header, then zeros: the padding of every reply
    http_replies http_replies_;
    bool refusal_reported_ = false;
};

} // namespace crossover::servers
