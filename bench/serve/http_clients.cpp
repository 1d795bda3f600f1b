#include "bench/serve/http_clients.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/servers/tcp_server_listener.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace crossover::bench {
namespace {

constexpr std::string_view reply_done = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                        "Content-Length: 5\r\n\r\ndone\n";
constexpr std::string_view reply_refused = "HTTP/1.1 503 Service Unavailable\r\n"
                                           "Content-Length: 0\r\n\r\n";
constexpr std::string_view reply_too_late = "HTTP/1.1 503 Service Unavailable\r\n"
                                            "Connection: close\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view reply_failed = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view reply_garbage = "HTTP/1.1 400 Bad Request\r\n"
                                           "Connection: close\r\nContent-Length: 0\r\n\r\n";

/// Edge-triggered: a connection needs no second epoll_ctl.
constexpr std::uint32_t client_events = EPOLLIN | EPOLLRDHUP | EPOLLET;

// What epoll gives back: for a client the descriptor in the low half (31 bits) and its generation
// in the high half, for anything else a number with bit 31 set.
constexpr std::uint64_t special_key = std::uint64_t{1} << 31;
constexpr std::uint64_t listener_key = special_key;
constexpr std::uint64_t wakes_key = special_key + 1;
constexpr std::uint64_t signals_key = special_key + 2;

/// Connections accepted, and turns of recv that one client has, before the others are served.
constexpr int accepts = 64;
constexpr int turns = 4;

std::string_view reply_of(http_answer_kind what) noexcept {
    switch (what) {
    case http_answer_kind::done:
        return reply_done;
    case http_answer_kind::refused:
        return reply_refused;
    case http_answer_kind::failed:
        return reply_failed;
    case http_answer_kind::too_late:
        break;
    }
    return reply_too_late;
}

std::uint64_t key_of(int fd, std::uint32_t generation) noexcept {
    return std::uint64_t{generation} << 32 | static_cast<std::uint32_t>(fd);
}

sigset_t ending_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    return set;
}

/// Whether a request line asks for a resource in a version that is spoken here.
bool is_get(std::string_view line) noexcept {
    constexpr std::string_view get = "GET /";
    const bool known = line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0");
    return line.starts_with(get) && known && std::ranges::count(line, ' ') == 2;
}

} // namespace

void hold_ending_signals() {
    const auto set = ending_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

http_clients::http_clients(std::uint16_t port, const unique_fd& wakes)
    : poller_(false), listener_(servers::listen_on_loopback(port, false)) {
    const auto set = ending_signals();
    signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) {
        throw_errno(errno, "opening a signalfd");
    }
    poller_.add(listener_.get(), EPOLLIN, listener_key);
    poller_.add(signals_.get(), EPOLLIN, signals_key);
    // Edge-triggered: each write is told once, so it is never read.
    poller_.add(wakes.get(), EPOLLIN | EPOLLET, wakes_key);
}

http_clients::~http_clients() {
    for (std::size_t fd = 0; fd < clients_.size(); ++fd) {
        close(static_cast<int>(fd), clients_[fd]);
    }
}

std::uint16_t http_clients::port() const {
    return servers::port_of(listener_);
}

void http_clients::wait(std::int64_t due_ns) {
    for (const epoll_event& event : poller_.wait(due_ns)) {
        dispatch(event.data.u64, event.events);
    }
}

std::optional<client_request> http_clients::take() {
    while (!came_.empty()) {
        const client_request first = came_.front();
        came_.pop_front();
        if (find(first.from) != nullptr) {
            return first;
        }
    }
    return std::nullopt;
}

void http_clients::answer(client_id to, http_answer_kind what) {
    if (client* const asked = find(to); asked != nullptr) {
        asked->closes = asked->closes || closing_;
        send(to.fd, *asked, reply_of(what));
    }
}

void http_clients::close_doors() noexcept {
    closing_ = true;
    listener_.reset();
    for (std::size_t fd = 0; fd < clients_.size(); ++fd) {
        if (!clients_[fd].busy) {
            close(static_cast<int>(fd), clients_[fd]);
        }
    }
}

void http_clients::send_away() {
    for (std::size_t fd = 0; fd < clients_.size(); ++fd) {
        if (clients_[fd].busy) {
            answer({static_cast<int>(fd), clients_[fd].generation}, http_answer_kind::too_late);
        }
    }
}

void http_clients::dispatch(std::uint64_t key, std::uint32_t events) {
    if (key == listener_key) {
        accept_some();
    } else if (key == signals_key) {
        signalfd_siginfo told{};
        counts_.stopped |= ::read(signals_.get(), &told, sizeof told) == sizeof told;
    } else if ((key & special_key) == 0) {
        const client_id id{static_cast<int>(key & (special_key - 1)),
                           static_cast<std::uint32_t>(key >> 32)};
        client* const from = find(id);
        if (from == nullptr) {
            return; // closed earlier in this batch of events
        }
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
            close(id.fd, *from);
        } else {
            receive(id.fd, *from, (events & EPOLLRDHUP) != 0);
        }
    }
}

/// Where there is no descriptor for a client it stands in the kernel's line until another leaves.
void http_clients::accept_some() {
    for (int k = 0; k < accepts && listener_; ++k) {
        if (open_clients_ == most_clients) {
            listen(false);
            return;
        }
        unique_fd socket(
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) {
            const bool full =
                errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (full && open_clients_ > 0) {
                listen(false);
            }
            return;
        }
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const auto fd = static_cast<std::size_t>(socket.get());
        if (clients_.size() <= fd) {
            clients_.resize(fd + 1);
        }
        auto& made = clients_[fd];
        made = {.generation = made.generation + 1};
        poller_.add(socket.get(), client_events, key_of(socket.get(), made.generation));
        made.open = true;
        static_cast<void>(socket.release()); // from here on close() closes it
        ++open_clients_;
        ++counts_.connections;
    }
}

void http_clients::listen(bool whether) noexcept {
    if (listener_ && std::exchange(listening_, whether) != whether) {
        const std::uint32_t events = whether ? std::uint32_t{EPOLLIN} : 0;
        poller_.rearm(listener_.get(), events, listener_key);
    }
}

/// Reads what is there. A short read means that the socket was empty, and the next byte makes a new
/// event; only the end of input, announced together with data, must be read for (`until_end`).
void http_clients::receive(int fd, client& from, bool until_end) {
    for (int turn = 0; turn < turns; ++turn) {
        const auto got = ::recv(fd, input_.data(), input_.size(), 0);
        if (got > 0) {
            const auto count = static_cast<std::size_t>(got);
            read(fd, from, std::span(input_).first(count));
            if (!from.open || (count < input_.size() && !until_end)) {
                return;
            }
        } else if (got == 0) {
            from.closes = true; // it may still read its answer
            if (!from.busy) {
                close(fd, from);
            }
            return;
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            close(fd, from);
            return;
        }
    }
    poller_.rearm(fd, client_events, key_of(fd, from.generation));
}

/// One request at a time: a second before the answer would need a line of its own.
void http_clients::read(int fd, client& from, std::span<const std::byte> bytes) {
    using framed = servers::http_framing::status;
    const auto got = from.busy ? framed::garbage : from.framing.take(bytes);
    if (got == framed::incomplete) {
        return;
    }
    if (got == framed::garbage || !bytes.empty() || !is_get(from.framing.line())) {
        refuse_garbage(fd, from);
        return;
    }
    from.busy = true;
    from.closes = from.framing.line().ends_with("1.0");
    came_.push_back({{fd, from.generation}, now_ns()});
}

/// A client that does not read what it asked for loses its connection.
void http_clients::send(int fd, client& to, std::string_view reply) noexcept {
    to.busy = false;
    const auto sent = ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (to.closes || sent != static_cast<ssize_t>(reply.size())) {
        close(fd, to);
    }
}

/// What it has sent beyond is read first: unread, it would make the kernel take the answer back.
void http_clients::refuse_garbage(int fd, client& from) noexcept {
    ++counts_.garbage;
    for (int turn = 0; turn<turns&& ::recv(fd, input_.data(), input_.size(), 0)> 0; ++turn) {
    }
    from.closes = true;
    send(fd, from, reply_garbage);
}

void http_clients::close(int fd, client& which) noexcept {
    if (!which.open) {
        return;
    }
    which = {.generation = which.generation};
    unique_fd(fd).reset();
    --open_clients_;
    listen(true);
}

http_clients::client* http_clients::find(client_id id) noexcept {
    if (id.fd < 0) {
        return nullptr;
    }
    auto& there = clients_[static_cast<std::size_t>(id.fd)];
    return there.open && there.generation == id.generation ? &there : nullptr;
}

} // namespace crossover::bench
