#include "engines/pipe/worker.hpp"

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "engines/support/worker_usage.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace crossover::engines {
namespace {

/// Outcomes with results are sent when so many have come together, so that parent and worker copy
/// at the same time.
constexpr std::size_t most_unsent_bytes = 64 << 10;

} // namespace

void pipe_worker::run(const std::function<process_body()>& make) noexcept {
    if (guarded([&] { body_ = make(); })) {
        out_.put(wire::reply{.kind = wire::reply_kind::ready});
        send_out();
    }
    for (;;) {
        need(sizeof(wire::request));
        auto front = in_.front();
        const auto head = wire::cut<wire::request>(front);
        in_.drop(sizeof head);
        if (head.kind == wire::request_kind::usage) {
            answer_usage();
        } else {
            serve(head);
        }
    }
}

void pipe_worker::serve(const wire::request& head) {
    since_ns_ = now_ns();
    for (std::uint32_t i = 0; i < head.count; ++i) {
        const std::size_t bytes = sizeof(wire::call_head) + argument_bytes_;
        need(bytes);
        if (claims_.take(head.generation)) {
            call(head);
        } else {
            flush(); // whoever called the rest back waits for what was taken before
        }
        in_.drop(bytes);
        if (out_.size() > most_unsent_bytes) {
            flush();
        }
    }
    flush();
}

void pipe_worker::call(const wire::request& head) {
    auto argument = in_.front();
    const auto which = wire::cut<wire::call_head>(argument);
    if (ended_ == 0) {
        out_.put(wire::reply{}); // flush() fills it in
    }
    const auto place = out_.room(sizeof(outcome) + result_bytes_);
    outcome left;
    claims_.running.store(static_cast<std::int64_t>(which.index), std::memory_order_relaxed);
    const bool ended_well = guarded([&] {
        left = body_({.index = which.index,
                      .answer = which.answer,
                      .stamped = head.stamped != 0,
                      .argument = argument.first(argument_bytes_),
                      .result = place.subspan(sizeof left, result_bytes_)});
    });
    claims_.running.store(-1, std::memory_order_relaxed);
    if (ended_well) {
        std::memcpy(place.data(), &left, sizeof left);
        out_.commit(sizeof left + result_bytes_);
        ++ended_;
    }
}

template <class Call>
bool pipe_worker::guarded(Call call) {
    try {
        call();
        return true;
    } catch (...) {
        tell_current([this](const char* text, exit_code code) { send_failure(text, code); });
    }
    return false;
}

void pipe_worker::send_failure(std::string_view text, exit_code code) {
    claims_
        .recall(); // what has not started does not start, unless the parent hands it over once more
    flush();
    out_.put(wire::reply{
        .kind = wire::reply_kind::failure, .count = 1, .bytes = text.size(), .code = code});
    out_.append(std::as_bytes(std::span(text)));
    send_out();
}

void pipe_worker::answer_usage() {
    const rusage used = usage_with_children();
    out_.put(wire::reply{.kind = wire::reply_kind::usage, .bytes = sizeof used});
    out_.put(used);
    send_out();
}

void pipe_worker::flush() {
    if (ended_ > 0) {
        const auto now = now_ns();
        out_.rewrite(0, wire::reply{.kind = wire::reply_kind::outcomes,
                                    .count = std::exchange(ended_, 0),
                                    .bytes = out_.size() - sizeof(wire::reply),
                                    .busy_ns = now - std::exchange(since_ns_, now)});
        send_out();
    } else {
        out_.clear();
    }
}

/// The parent is gone, most often. Else a task has closed the socket, which the parent is told.
void pipe_worker::leave(int error_number) noexcept {
    claims_.cut_off.store(error_number == EBADF || error_number == ENOTSOCK,
                          std::memory_order_relaxed);
    ::_exit(0);
}

void pipe_worker::send_out() noexcept {
    while (out_.size() > 0) {
        const auto sent = ::send(socket_, out_.front().data(), out_.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            out_.drop(static_cast<std::size_t>(sent));
        } else if (errno != EINTR) {
            leave(errno);
        }
    }
}

void pipe_worker::need(std::size_t bytes) {
    while (in_.size() < bytes) {
        const auto place = in_.room(std::max(bytes - in_.size(), appetite_.bytes()));
        const auto received = ::recv(socket_, place.data(), place.size(), 0);
        if (received > 0) {
            in_.commit(static_cast<std::size_t>(received));
            appetite_.learn(static_cast<std::size_t>(received));
        } else if (received == 0 || errno != EINTR) {
            leave(received == 0 ? 0 : errno);
        }
    }
}

} // namespace crossover::engines
