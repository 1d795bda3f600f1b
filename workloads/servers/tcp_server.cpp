#include "workloads/servers/tcp_server.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace crossover::servers {
namespace {

// Both directions, once and for all: being edge-triggered, it never needs a second epoll_ctl.
constexpr std::uint32_t connection_events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

// What epoll gives back: for a connection the descriptor in the low half (31 bits) and its
// generation in the high half, for anything else a number with bit 31 set.
constexpr std::uint64_t special_key = std::uint64_t{1} << 31;
constexpr std::uint64_t listener_key = special_key;
constexpr std::uint64_t first_watcher_key = special_key + 1;

constexpr std::uint64_t key_of(int fd, const connection& client) noexcept {
    return std::uint64_t{client.generation} << 32 | static_cast<std::uint32_t>(fd);
}

// One recv takes this much: far above any pipelined burst of small requests, and inside the cache.
constexpr std::size_t recv_bytes = 65'536;

// Turns that one connection may have before the others are served, of recv and of send.
constexpr int turns = 4;

// Connections accepted before requests are served again: about half a millisecond.
constexpr int accepts = 64;

// A client that sends and never reads is not read from beyond this, which bounds what it costs.
constexpr std::uint32_t most_unanswered = 65'536;

// Replies sent that may stay at the front of a queue: so many share the cost of one move.
constexpr std::uint32_t most_unsent_done = 4096;

std::int64_t used_cpu_ns() noexcept {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

/// Computes for so long.
void burn(std::int64_t cpu_ns) noexcept {
    for (const auto until = used_cpu_ns() + cpu_ns; used_cpu_ns() < until;) {
    }
}

} // namespace

tcp_server::tcp_server(unique_fd listener, const server_options& options, counters& totals)
    : secret_(options.secret),
      burn_ns_(options.burn_us * 1000),
      totals_(totals),
      mine_(totals.add_thread()),
      poller_(options.force_timerfd),
      listener_(std::move(listener)),
      spare_(::fcntl(listener_.get(), F_DUPFD_CLOEXEC, 0)),
      service_(options.capacity, options.when_full),
      input_(std::make_unique_for_overwrite<std::byte[]>(wait::tcp_max_bytes)),
      reply_(std::make_unique<std::byte[]>(wait::tcp_max_bytes)) {
    // Level-triggered: what one turn of accepting leaves over is reported again.
    poller_.add(listener_.get(), EPOLLIN, listener_key);
}

tcp_server::~tcp_server() {
    for (std::size_t fd = 0; fd < connections_.size(); ++fd) {
        close(static_cast<int>(fd), connections_[fd]);
    }
}

void tcp_server::watch(int fd, std::function<bool()> on_ready) {
    poller_.add(fd, EPOLLIN, first_watcher_key + watchers_.size());
    watchers_.push_back(std::move(on_ready));
}

void tcp_server::run() {
    for (;;) {
        for (const epoll_event& event : poller_.wait(held_.next_ns())) {
            if (!dispatch(event.data.u64, event.events)) {
                return;
            }
            if (held_.next_ns() <= clock_ns_) {
                send_due(clock_ns_);
            }
        }
        if (held_.next_ns() != deadline_queue::never) {
            clock_ns_ = now_ns();
            send_due(clock_ns_);
        }
    }
}

bool tcp_server::dispatch(std::uint64_t key, std::uint32_t events) {
    if ((key & special_key) == 0) {
        on_connection(static_cast<int>(key & (special_key - 1)),
                      static_cast<std::uint32_t>(key >> 32), events);
        return true;
    }
    if (key == listener_key) {
        accept_some();
        return true;
    }
    return key == timer_key || watchers_[key - first_watcher_key]();
}

void tcp_server::accept_some() {
    for (int i = 0; i < accepts; ++i) {
        unique_fd socket(
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            add_connection(std::move(socket));
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            refuse_one();
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

/// Without a descriptor to accept with, the client would wait for ever and the listener would stay
/// ready: the spare one is used to take the connection and close it.
void tcp_server::refuse_one() {
    if (!std::exchange(refusal_reported_, true)) {
        std::fprintf(
            stderr,
            "tcp_server: refusing connections: %s; raise the limit of open files (ulimit -n)\n",
            std::strerror(errno));
    }
    spare_.reset();
    unique_fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)).reset();
    spare_.reset(::fcntl(listener_.get(), F_DUPFD_CLOEXEC, 0));
}

void tcp_server::add_connection(unique_fd socket) {
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto fd = static_cast<std::size_t>(socket.get());
    if (connections_.size() <= fd) {
        connections_.resize(fd + 1);
    }
    auto& client = connections_[fd];
    client = {.generation = client.generation + 1, .open = true};
    try {
        poller_.add(socket.get(), connection_events, key_of(socket.get(), client));
    } catch (...) {
        client.open = false;
        throw;
    }
    static_cast<void>(socket.release()); // from here on close() closes it
}

void tcp_server::on_connection(int fd, std::uint32_t generation, std::uint32_t events) {
    auto& client = connections_[static_cast<std::size_t>(fd)];
    if (!client.open || client.generation != generation) {
        return; // closed earlier in this batch of events
    }
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
        close(fd, client); // reset: no reply can reach it
        return;
    }
    if ((events & EPOLLOUT) != 0 && !client.unsent.empty()) {
        send_unsent(fd, client);
    }
    if ((events & (EPOLLIN | EPOLLRDHUP)) != 0 && client.open && !client.paused &&
        !client.input_ended) {
        receive(fd, client, (events & EPOLLRDHUP) != 0);
    }
}

/// Reads what is there. A short read means that the socket was empty, and the next byte makes a new
/// event, so no recv is spent to be told EAGAIN; only the end of input, announced together with
/// data, must be read for (`until_end`).
void tcp_server::receive(int fd, connection& client, bool until_end) {
    for (int turn = 0; turn < turns; ++turn) {
        if (client.unanswered >= most_unanswered) {
            client.paused = true; // answered() goes on
            return;
        }
        // A long padding is thrown away inside the kernel, which saves copying it.
        const auto padding = client.reader.padding_left();
        const bool discard = padding >= recv_bytes;
        const auto wanted = discard ? padding : recv_bytes;
        const auto got = ::recv(fd, input_.get(), wanted, discard ? MSG_TRUNC : 0);
        if (got > 0) {
            const auto count = static_cast<std::size_t>(got);
            mine_.received(count);
            if (!take_requests(fd, client, {input_.get(), count}) ||
                (count < wanted && !until_end)) {
                return;
            }
        } else if (got == 0) {
            client.input_ended = true;
            if (client.unanswered == 0) {
                close(fd, client);
            }
            return;
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            close(fd, client);
            return;
        }
    }
    poller_.rearm(fd, connection_events, key_of(fd, client));
}

/// Returns false when the connection was closed.
bool tcp_server::take_requests(int fd, connection& client, std::span<const std::byte> input) {
    bool read_clock = true;
    while (!input.empty()) {
        if (client.unanswered > 0 && client.reader.speaks_http()) {
            // One at a time: replies to pipelined requests, each with a delay of its own, would
            // lose their order.
            close(fd, client);
            return false;
        }
        switch (client.reader.take(input)) {
        case request_reader::status::incomplete:
            return true;
        case request_reader::status::garbage:
            close(fd, client);
            return false;
        case request_reader::status::complete:
            break;
        }
        if (std::exchange(read_clock, false)) {
            // Read after recv has returned: a reply is never early.
            clock_ns_ = now_ns();
        }
        const auto request = client.reader.request();
        if (request.delay_or_status == wait::tcp_withdraw && !client.reader.speaks_http()) {
            withdraw(fd, client, request);
            if (!client.open) {
                return false;
            }
            continue;
        }
        mine_.request();
        ++client.unanswered;
        if (burn_ns_ > 0) {
            burn(burn_ns_);
        }
        if (request.delay_or_status != 0 && service_.refuses() && !client.reader.speaks_http()) {
            mine_.refused();
            ++client.refused;
            answer(fd, client,
                   {.index = request.index,
                    .bytes = wait::tcp_min_bytes,
                    .status = wait::tcp_status::refused});
        } else {
            totals_.came();
            mine_.came(clock_ns_);
            hold(fd, client, request);
        }
        if (!client.open) {
            return false;
        }
    }
    return true;
}

/// Answers at once, or when the delay is over.
void tcp_server::hold(int fd, connection& client, const wait::tcp_message& request) {
    const std::int64_t delay_ns = std::int64_t{request.delay_or_status} * 1000;
    if (delay_ns == 0) {
        answer(fd, client, {.index = request.index, .bytes = request.bytes});
        return;
    }
    held_reply reply{.due_ns = clock_ns_,
                     .index = request.index,
                     .bytes = request.bytes,
                     .generation = client.generation,
                     .fd = fd,
                     .turn = ++client.turn};
    client.held_index = request.index;
    if (!service_.limited()) {
        reply.due_ns += delay_ns;
        held_.push(reply);
    } else if (const auto served = service_.come(reply, delay_ns)) {
        held_.push(*served);
    }
}

/// The held reply stays where it is, and is dropped when it falls due.
void tcp_server::withdraw(int fd, connection& client, const wait::tcp_message& message) {
    mine_.received_no_request(message.bytes);
    const bool held = client.unanswered == 1 && client.unsent.empty() &&
                      client.turn != client.withdrawn_turn && client.held_index == message.index;
    if (!held) {
        return; // its answer is on its way
    }
    client.withdrawn_turn = client.turn;
    mine_.withdrawn();
    answer(fd, client,
           {.index = message.index,
            .bytes = wait::tcp_min_bytes,
            .status = wait::tcp_status::withdrawn});
}

void tcp_server::send_due(std::int64_t now) {
    while (held_.next_ns() <= now) {
        const auto reply = held_.pop();
        if (service_.limited()) {
            if (const auto next = service_.go(reply.due_ns)) {
                held_.push(*next);
            }
        }
        auto& client = connections_[static_cast<std::size_t>(reply.fd)];
        if (client.open && client.generation == reply.generation &&
            reply.turn > client.withdrawn_turn) {
            answer(reply.fd, client, {.index = reply.index, .bytes = reply.bytes});
        }
    }
}

/// Sends a reply at once where the socket takes it; what it does not take waits for EPOLLOUT.
void tcp_server::answer(int fd, connection& client, unsent_reply reply) {
    if (client.unsent.empty()) {
        const auto sent = send_part(fd, reply);
        if (sent < 0) {
            close(fd, client);
            return;
        }
        reply.sent = static_cast<std::uint32_t>(sent);
        if (reply.sent == reply.bytes) {
            answered(fd, client, reply.status);
            return;
        }
    }
    client.unsent.push_back(reply);
}

void tcp_server::send_unsent(int fd, connection& client) {
    clock_ns_ = now_ns();
    for (int turn = 0; turn < turns; ++turn) {
        auto& reply = client.unsent[client.unsent_done];
        const auto sent = send_part(fd, reply);
        if (sent < 0) {
            close(fd, client);
            return;
        }
        reply.sent += static_cast<std::uint32_t>(sent);
        if (reply.sent < reply.bytes) {
            return; // the socket is full: EPOLLOUT comes when it has room
        }
        const auto status = reply.status;
        const bool last = ++client.unsent_done == client.unsent.size();
        if (last || client.unsent_done == most_unsent_done) {
            client.unsent.erase(client.unsent.begin(),
                                client.unsent.begin() + std::ptrdiff_t{client.unsent_done});
            client.unsent_done = 0;
        }
        answered(fd, client, status);
        if (last) {
            return;
        }
    }
    poller_.rearm(fd, connection_events, key_of(fd, client));
}

/// Returns the bytes that the socket took, 0 when it is full, -1 when the connection is broken.
long tcp_server::send_part(int fd, const unsent_reply& reply) noexcept {
    const bool has_answer = reply.status == wait::tcp_status::answered;
    const wait::tcp_message header{.bytes = reply.bytes,
                                   .delay_or_status = static_cast<std::uint32_t>(reply.status),
                                   .index = reply.index,
                                   .answer = has_answer ? mix(reply.index ^ secret_) : 0};
    std::memcpy(reply_.get(), &header, sizeof header);
    const bool http = connections_[static_cast<std::size_t>(fd)].reader.speaks_http();
    const std::byte* const whole =
        http ? http_replies_.make(reply.bytes, header.answer).data() : reply_.get();
    for (;;) {
        const auto sent = ::send(fd, whole + reply.sent, reply.bytes - reply.sent, MSG_NOSIGNAL);
        if (sent >= 0) {
            mine_.sent(static_cast<std::uint64_t>(sent));
            return sent;
        }
        if (errno == EAGAIN) {
            return 0;
        }
        if (errno != EINTR) {
            return -1;
        }
    }
}

void tcp_server::answered(int fd, connection& client, wait::tcp_status status) {
    if (status == wait::tcp_status::refused) {
        --client.refused;
    } else {
        totals_.went(1);
        mine_.went(1, clock_ns_);
    }
    --client.unanswered;
    if (client.input_ended && client.unanswered == 0) {
        close(fd, client);
    } else if (client.paused && client.unanswered <= most_unanswered / 2) {
        client.paused = false;
        poller_.rearm(fd, connection_events, key_of(fd, client));
    }
}

void tcp_server::close(int fd, connection& client) noexcept {
    if (!client.open) {
        return;
    }
    const auto accepted = client.unanswered - client.refused;
    totals_.went(accepted);
    mine_.went(accepted, accepted > 0 ? now_ns() : 0);
    client = {.generation = client.generation}; // frees what was unsent
    unique_fd(fd).reset();
}

} // namespace crossover::servers
