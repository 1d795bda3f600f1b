#include "workloads/support/http_connection.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

namespace crossover::http_client {
namespace {

/// What one recv takes at most: a whole reply but for long bodies, and it stays in the second-level
/// cache.
constexpr std::size_t piece_bytes = 64 << 10;

/// On the heap: static thread-local memory would come out of the stacks of all threads.
char* piece() {
    thread_local const auto memory = std::make_unique_for_overwrite<char[]>(piece_bytes);
    return memory.get();
}

void set(int fd, int level, int option, const void* value, socklen_t bytes) {
    if (::setsockopt(fd, level, option, value, bytes) != 0) {
        throw_errno(errno, "setting an option of a socket");
    }
}

} // namespace

http_connection::http_connection(const http_target& target, std::chrono::nanoseconds deadline,
                                 wait::dialogue_source::use how)
    : target_(target),
      patience_ns_(deadline.count()),
      blocking_(how == wait::dialogue_source::use::blocking),
      reply_(make_http_reply()),
      deadline_ns_(now_ns() + patience_ns_) {
    open_socket();
    while (at_ == place::connecting) {
        if (connect() == need::writable) {
            pollfd watched{.fd = socket_.get(), .events = POLLOUT, .revents = 0};
            ::poll(&watched, 1, 1);
            look_at_the_clock();
        }
    }
    at_ = place::idle;
    usable_ = true;
}

wait::next_step http_connection::begin(std::uint64_t index) {
    if (at_ != place::idle) {
        spoil(); // the last task has failed
    }
    index_ = index;
    deadline_ns_ = now_ns() + patience_ns_;
    reply_->reset();
    target_.write_request(index, request_);
    sent_ = 0;
    fresh_ = !usable_;
    if (fresh_) {
        open_socket();
    } else {
        at_ = place::sending;
    }
    return go_on();
}

wait::next_step http_connection::go_on() {
    for (;;) {
        const need what = at_ == place::connecting ? connect()
                          : at_ == place::sending  ? send()
                                                   : receive();
        if (at_ == place::idle) {
            return wait::next_step::over();
        }
        if (what != need::nothing) {
            look_at_the_clock();
            if (!blocking_) {
                return {what, deadline_ns_};
            }
        }
    }
}

std::uint64_t http_connection::block(std::uint64_t index) {
    // The calls themselves block, so that begin() returns only when all is over.
    static_cast<void>(begin(index));
    return answer();
}

void http_connection::abandon() noexcept {
    if (at_ != place::idle) {
        spoil();
    }
}

/// In the place of the one before.
void http_connection::open_socket() {
    closing();
    socket_.reset();
    unique_fd fresh(::socket(target_.family(),
                             SOCK_STREAM | SOCK_CLOEXEC | (blocking_ ? 0 : SOCK_NONBLOCK), 0));
    if (!fresh) {
        const bool limit = errno == EMFILE || errno == ENFILE;
        throw error(
            limit ? exit_code::machine_limit : exit_code::internal,
            std::string("cannot open a socket: ") + std::strerror(errno) +
                (limit ? "; lower --limit or raise the descriptor limit with ulimit -n" : ""));
    }
    const int on = 1;
    set(fresh.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (blocking_) {
        const timeval patience{.tv_sec = patience_ns_ / 1'000'000'000,
                               .tv_usec = patience_ns_ % 1'000'000'000 / 1000};
        set(fresh.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        set(fresh.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    socket_ = std::move(fresh);
    at_ = place::connecting;
}

/// May be called again until it is through: the kernel tells how far it is.
http_connection::need http_connection::connect() {
    if (::connect(socket_.get(), target_.address(), target_.address_bytes()) == 0 ||
        errno == EISCONN) {
        at_ = place::sending;
        return need::nothing;
    }
    if (errno == EINPROGRESS || errno == EALREADY || errno == EINTR || errno == EAGAIN) {
        return need::writable;
    }
    fail(std::string("could not be asked: ") + std::strerror(errno) +
         (errno == EADDRNOTAVAIL ? "; let the server keep its connections, so that fewer are opened"
                                 : "; see whether the server is running"));
}

http_connection::need http_connection::send() {
    const auto left = std::string_view(request_).substr(sent_);
    const auto sent = ::send(socket_.get(), left.data(), left.size(),
                             MSG_NOSIGNAL | (blocking_ ? 0 : MSG_DONTWAIT));
    if (sent >= 0) {
        sent_ += static_cast<std::size_t>(sent);
        if (sent_ < request_.size()) {
            return need::writable;
        }
        at_ = place::receiving;
        return need::readable; // the reply cannot be there yet, so that looking for it would be in
                               // vain
    }
    if (errno == EAGAIN || errno == EINTR) {
        return need::writable;
    }
    return ask_again(std::strerror(errno));
}

http_connection::need http_connection::receive() {
    const auto got = ::recv(socket_.get(), piece(), piece_bytes, blocking_ ? 0 : MSG_DONTWAIT);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? need::readable : ask_again(std::strerror(errno));
    }
    if (got == 0 && !reply_->begun()) {
        return ask_again("the server closed the connection");
    }
    const auto count = static_cast<std::size_t>(got);
    switch (got == 0 ? reply_->end() : reply_->take({piece(), count})) {
    case http_reply::state::incomplete:
        return count == piece_bytes ? need::nothing
                                    : need::readable; // a short read: there is no more for now
    case http_reply::state::whole:
        return finish();
    case http_reply::state::broken:
        break;
    }
    fail("was answered with a reply that cannot be read: " + reply_->why() +
         "; see the server's log");
}

http_connection::need http_connection::finish() {
    if (const auto status = reply_->status(); status / 100 != 2) {
        fail("was answered with " + reply_->status_text() +
             (status / 100 == 3
                  ? "; redirects are not followed, so give the url to which it leads"
                  : "; give a url that answers with a status of 2xx, or see the server's log"));
    }
    at_ = place::idle;
    usable_ = reply_->keeps_alive();
    return need::nothing;
}

/// The connection broke. One that had been kept may have been closed while the request was under
/// way, which is nobody's fault.
http_connection::need http_connection::ask_again(const std::string& why) {
    if (fresh_ || reply_->begun()) {
        fail("had no whole answer: " + why + "; see the server's log");
    }
    fresh_ = true;
    sent_ = 0;
    open_socket();
    return need::nothing;
}

void http_connection::look_at_the_clock() {
    if (now_ns() >= deadline_ns_) {
        fail("had no whole answer within " + std::to_string(patience_ns_ / 1000) +
             " us; raise deadline_us or lower the limit, or see why the server is slow");
    }
}

void http_connection::fail(const std::string& why) {
    spoil();
    const auto task = request_.empty()
                          ? " "
                          : " of task " + std::to_string(index_) + " "; // none yet: this is set-up
    throw error(exit_code::server_failed, "GET " + target_.url(index_) + task + why);
}

/// A reply may still be under way. Shut down as well as closed: a process that forked us holds a
/// copy, and shall see it.
void http_connection::spoil() noexcept {
    ::shutdown(socket_.get(), SHUT_RDWR);
    at_ = place::idle;
    usable_ = false;
}

} // namespace crossover::http_client
