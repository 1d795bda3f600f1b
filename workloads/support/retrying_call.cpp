#include "workloads/support/retrying_call.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "workloads/support/parameters.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>

namespace crossover::workloads {
namespace {

using wait::next_step;

void sleep_until(std::int64_t when_ns) {
    const timespec until = to_timespec(when_ns);
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

} // namespace

std::int64_t retry_policy::pause_ns(std::uint64_t index, std::int64_t attempt) const noexcept {
    const std::int64_t longest_ns = backoff_us * 1000 << std::min(attempt - 1, most_doublings);
    const auto drawn = combine(index, static_cast<std::uint64_t>(attempt));
    return static_cast<std::int64_t>(drawn % (static_cast<std::uint64_t>(longest_ns) + 1));
}

retrying_call::retrying_call(const call_settings& settings, wait::dialogue_source::use how)
    : settings_(settings), how_(how), message_(settings.bytes) {
    connect();
}

/// On loopback a connection is there at once, so this does not block even where `begin` must not.
void retrying_call::connect() {
    socket_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket_) {
        const bool limit = errno == EMFILE || errno == ENFILE;
        throw error(
            limit ? exit_code::machine_limit : exit_code::internal,
            std::string("cannot open a socket: ") + std::strerror(errno) +
                (limit ? "; lower --limit or raise the descriptor limit with ulimit -n" : ""));
    }
    // A deadline for calls that block; those that do not block have their own.
    const std::int64_t delay_us =
        settings_.delays ? max_duration_us : std::int64_t{settings_.delay_us};
    const std::int64_t longest_us = settings_.deadline_ns / 1000 + delay_us;
    const timeval patience{.tv_sec = longest_us / 1'000'000, .tv_usec = longest_us % 1'000'000};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(settings_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int result = 0;
    do {
        result =
            ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
        const int why = errno;
        socket_.reset();
        throw error(exit_code::server_failed,
                    "cannot connect to the server on 127.0.0.1:" + std::to_string(settings_.port) +
                        ": " + std::strerror(why) + "; is it still running?");
    }
    if (how_ == wait::dialogue_source::use::steps &&
        ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) | O_NONBLOCK) != 0) {
        throw_errno(errno, "making a socket non-blocking");
    }
}

void retrying_call::hang_up() noexcept {
    closing();
    socket_.reset();
}

void retrying_call::start(std::uint64_t index, std::uint64_t drawn) {
    index_ = index;
    delay_us_ = settings_.delay_of(drawn);
    unwanted_ = withdrawn_ = false;
    attempt_ = 0;
    if (!socket_) {
        connect();
    }
    begin_attempt();
}

void retrying_call::begin_attempt() {
    ++attempt_;
    wait::encode(wait::tcp{.index = index_, .delay_us = delay_us_}, settings_.bytes,
                 message_.data());
    done_ = 0;
    doing_ = doing::sending;
    until_ns_ = now_ns() + settings_.deadline_ns + std::int64_t{delay_us_} * 1000;
}

next_step retrying_call::begin(std::uint64_t index, std::uint64_t drawn) {
    start(index, drawn);
    return step();
}

next_step retrying_call::go_on() {
    return step();
}

next_step retrying_call::step() {
    if (doing_ == doing::pausing) {
        if (now_ns() < until_ns_) {
            return next_step::at(until_ns_);
        }
        begin_attempt();
    }
    if (doing_ == doing::sending) {
        if (!send_some()) {
            fail_when_late();
            return next_step::writable(until_ns_);
        }
        doing_ = doing::receiving;
        done_ = 0;
        return next_step::readable(
            until_ns_); // nothing can be there yet: no call is spent to be told so
    }
    if (!receive_some()) {
        fail_when_late();
        return next_step::readable(until_ns_);
    }
    return judge_reply() ? next_step::over() : next_step::at(until_ns_);
}

/// So few bytes into a connection from which the server has read all: there is room.
void retrying_call::withdraw() {
    std::array<std::byte, wait::tcp_min_bytes> message{};
    wait::encode(wait::tcp{.index = index_, .delay_us = wait::tcp_withdraw}, wait::tcp_min_bytes,
                 message.data());
    ssize_t sent = 0;
    do {
        sent = ::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent != static_cast<ssize_t>(message.size())) {
        fail(sent < 0 ? std::strerror(errno) : "it could not be withdrawn");
    }
    unwanted_ = true;
}

std::uint64_t retrying_call::block(std::uint64_t index, std::uint64_t drawn) {
    for (start(index, drawn);; begin_attempt()) {
        while (!send_some()) {
            fail_when_late();
        }
        done_ = 0;
        while (!receive_some()) {
            fail_when_late();
        }
        if (judge_reply()) {
            return answer_;
        }
        sleep_until(until_ns_);
    }
}

bool retrying_call::send_some() {
    while (done_ < message_.size()) {
        const auto sent =
            ::send(socket_.get(), message_.data() + done_, message_.size() - done_, MSG_NOSIGNAL);
        if (sent >= 0) {
            done_ += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN) {
            return false;
        } else if (errno != EINTR) {
            fail(std::strerror(errno));
        }
    }
    return true;
}

bool retrying_call::receive_some() {
    for (;;) {
        const auto got = ::recv(socket_.get(), message_.data() + done_, message_.size() - done_, 0);
        if (got > 0) {
            done_ += static_cast<std::size_t>(got);
            if (done_ >= wait::tcp_min_bytes) {
                const auto bytes = wait::decode(message_.data()).bytes;
                if (bytes < done_ || bytes > message_.size()) {
                    fail("a reply of " + std::to_string(bytes) + " bytes came, and it must have " +
                         std::to_string(settings_.bytes));
                }
                if (bytes == done_) {
                    return true;
                }
            }
            fail_when_late(); // else a server that sends a byte now and then would keep it for ever
        } else if (got == 0) {
            fail("the server closed the connection");
        } else if (errno == EAGAIN) {
            return false;
        } else if (errno != EINTR) {
            fail(std::strerror(errno));
        }
    }
}

bool retrying_call::judge_reply() {
    const auto reply = wait::decode(message_.data());
    const auto says = [&reply](wait::tcp_status status) {
        return reply.delay_or_status == static_cast<std::uint32_t>(status);
    };
    const bool refused = says(wait::tcp_status::refused);
    if (reply.index == index_ && unwanted_ && says(wait::tcp_status::withdrawn)) {
        return withdrawn_ = true;
    }
    if (reply.index != index_ ||
        (!refused && (reply.delay_or_status != 0 || reply.bytes != settings_.bytes))) {
        fail("the reply that came is not its own");
    }
    if (!refused) {
        answer_ = reply.answer;
        return true;
    }
    if (attempt_ >= settings_.retry.attempts) {
        // The connection is sound: only the task has failed.
        throw error(
            exit_code::refused,
            "task " + std::to_string(index_) + " was refused " +
                (attempt_ == 1 ? "once" : std::to_string(attempt_) + " times") +
                "; lower --limit, or give it more with --param attempts=N or --param backoff=TIME");
    }
    until_ns_ = now_ns() + settings_.retry.pause_ns(index_, attempt_);
    doing_ = doing::pausing;
    return false;
}

void retrying_call::fail_when_late() {
    if (now_ns() >= until_ns_) {
        fail("no whole reply came within " + std::to_string(settings_.deadline_ns / 1'000'000) +
             " ms beyond its delay");
    }
}

void retrying_call::fail(const std::string& why) {
    hang_up();
    throw error(exit_code::server_failed,
                "task " + std::to_string(index_) + " failed to call the server: " + why);
}

} // namespace crossover::workloads
