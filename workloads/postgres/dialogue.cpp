#include "workloads/postgres/dialogue.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/postgres/failure.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace crossover::workloads::postgres {
namespace {

using wait::next_step;

/// The server's deadline is told in words of its own, so ours comes a little later: it is for a
/// server that says nothing.
constexpr std::int64_t grace_ns = 250'000'000;

void poll_for(int fd, const next_step& step) {
    pollfd watched{
        .fd = fd,
        .events = static_cast<short>(step.what == next_step::need::writable ? POLLOUT : POLLIN),
        .revents = 0};
    const timespec left = to_timespec(std::max<std::int64_t>(step.until_ns - now_ns(), 0));
    if (::ppoll(&watched, 1, &left, nullptr) < 0 && errno != EINTR) {
        throw_errno(errno, "polling the database's socket");
    }
}

} // namespace

void dialogue::connect() {
    index_.reset();
    try {
        for (auto step = start(); stage_ != stage::ready; step = go_on()) {
            poll_for(descriptor(), step);
        }
    } catch (...) {
        abandon();
        throw;
    }
    if (how_ == wait::dialogue_source::use::blocking) {
        ::PQsetnonblocking(connection_.get(), 0);
    }
}

next_step dialogue::begin(std::uint64_t index) {
    index_ = index;
    try {
        return stage_ == stage::ready ? ask() : start();
    } catch (...) {
        abandon();
        throw;
    }
}

next_step dialogue::go_on() {
    try {
        switch (stage_) {
        case stage::connecting:
            return poll_connection();
        case stage::setting_up:
        case stage::asking:
            return receive();
        case stage::closed:
        case stage::ready:
            break;
        }
        return next_step::over();
    } catch (...) {
        abandon();
        throw;
    }
}

void dialogue::abandon() noexcept {
    if (stage_ != stage::ready) { // else nothing is under way, and the connection is as good as new
        closing();
        connection_.reset();
        watched_.reset();
        stage_ = stage::closed;
    }
}

std::uint64_t dialogue::block(std::uint64_t index) {
    if (stage_ != stage::ready) {
        connect();
    }
    if (encrypted_ && ::getpid() != owner_) {
        throw error(exit_code::server_failed,
                    "an encrypted connection cannot be used by a process that was forked later; "
                    "add sslmode=disable "
                    "gssencmode=disable to the dsn, or leave this contender out");
    }
    stage_ = stage::asking; // until the rows are there: what throws leaves a spoilt connection
    try {
        const arguments given(asked_, index);
        const auto rows = given.exec(*connection_);
        answer_ = read_rows(*connection_, rows.get(), asked_, index);
    } catch (...) {
        abandon();
        throw;
    }
    stage_ = stage::ready;
    return answer_;
}

/// While nobody watches.
void dialogue::copy_descriptor() {
    if (how_ == wait::dialogue_source::use::steps) {
        watched_.reset(::fcntl(::PQsocket(connection_.get()), F_DUPFD_CLOEXEC, 0));
        if (!watched_) {
            throw_errno(errno, "copying the descriptor of the database's connection");
        }
    }
}

next_step dialogue::start() {
    until_ns_ = now_ns() + where_.connect_timeout_s() * 1'000'000'000;
    connection_ = start_connecting(where_);
    stage_ = stage::connecting;
    copy_descriptor();
    return next_step::writable(until_ns_); // as libpq asks for, before its first PQconnectPoll
}

next_step dialogue::poll_connection() {
    require_time();
    closing(); // of a name's several addresses libpq tries one after the other, with a socket for
               // each
    const auto next = go_on_connecting(*connection_, where_);
    copy_descriptor();
    switch (next) {
    case PGRES_POLLING_READING:
        return next_step::readable(until_ns_);
    case PGRES_POLLING_OK:
        return set_up();
    default:
        return next_step::writable(until_ns_);
    }
}

next_step dialogue::set_up() {
    PGconn& c = *connection_;
    owner_ = ::getpid();
    encrypted_ = ::PQsslInUse(&c) != 0 || ::PQgssEncInUse(&c) != 0;
    ::PQsetnonblocking(&c, 1);
    stage_ = stage::setting_up;
    if (::PQsendQuery(&c, set_up_text(asked_).c_str()) != 1) {
        throw_unconnected(where_.without_password(::PQerrorMessage(&c)));
    }
    return flush();
}

next_step dialogue::ask() {
    until_ns_ = now_ns() + asked_.deadline_us * 1000 + grace_ns;
    answered_ = false;
    stage_ = stage::asking;
    const arguments given(asked_, *index_);
    if (!given.send(*connection_)) {
        throw_failed_statement(connection_.get(), nullptr, *index_, asked_.deadline_us);
    }
    return flush();
}

next_step dialogue::flush() {
    const int left = ::PQflush(connection_.get());
    if (left < 0) {
        throw_failed_statement(connection_.get(), nullptr, index_.value_or(0), asked_.deadline_us);
    }
    return left > 0 ? next_step::writable(until_ns_) : next_step::readable(until_ns_);
}

next_step dialogue::receive() {
    PGconn* const c = connection_.get();
    if (::PQconsumeInput(c) != 1) {
        throw_failed_statement(c, nullptr, index_.value_or(0), asked_.deadline_us);
    }
    while (::PQisBusy(c) == 0) {
        const result given(::PQgetResult(c));
        if (!given) {
            return took_all();
        }
        take(*given);
    }
    require_time();
    return flush();
}

void dialogue::take(const PGresult& given) {
    if (stage_ == stage::setting_up) {
        require_set_up(given);
    } else {
        answer_ = read_rows(*connection_, &given, asked_, *index_);
        answered_ = true;
    }
}

next_step dialogue::took_all() {
    if (stage_ == stage::asking && !answered_) {
        throw_failed_statement(connection_.get(), nullptr, *index_, asked_.deadline_us);
    }
    const bool asks_now = stage_ == stage::setting_up && index_.has_value();
    stage_ = stage::ready;
    return asks_now ? ask() : next_step::over();
}

void dialogue::require_time() const {
    if (now_ns() < until_ns_) {
        return;
    }
    if (stage_ == stage::asking) {
        throw error(exit_code::server_failed,
                    "the query of task " + std::to_string(*index_) +
                        " has no answer after deadline_us, " + std::to_string(asked_.deadline_us) +
                        " us, and a little more: see what holds the server up, or raise it");
    }
    throw error(exit_code::server_failed,
                "connecting to the database took longer than " +
                    std::to_string(where_.connect_timeout_s()) +
                    " s: see what holds it up, or set connect_timeout in the dsn");
}

} // namespace crossover::workloads::postgres
