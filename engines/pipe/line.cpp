#include "engines/pipe/line.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace crossover::engines {
void pipe_line::begin_calls(bool stamped) {
    head_ = {.kind = wire::request_kind::calls,
             .count = 0,
             .generation = generation_,
             .stamped = stamped ? 1U : 0U};
    head_at_ = out_.size();
    out_.put(head_);
}

void pipe_line::add(const pending_call& call, const parcel& shipped) {
    const std::size_t before = out_.size();
    try {
        out_.put(wire::call_head{.index = call.index, .answer = call.answer});
        if (shipped.argument_bytes > 0) {
            const auto argument = out_.room(shipped.argument_bytes).first(shipped.argument_bytes);
            shipped.pack(call.index, argument);
            out_.commit(shipped.argument_bytes);
        }
        open_.push_back(call);
    } catch (...) {
        out_.cut_back(before);
        throw;
    }
    all_taken_ = false;
    ++head_.count;
}

void pipe_line::send_calls() {
    if (head_.count == 0) {
        out_.cut_back(head_at_);
    } else {
        out_.rewrite(head_at_, head_);
    }
    send_more();
}

void pipe_line::ask_usage() {
    out_.put(wire::request{.kind = wire::request_kind::usage});
    send_more();
}

bool pipe_line::send_more() noexcept {
    while (out_.size() > 0) {
        const auto sent =
            ::send(socket_.get(), out_.front().data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            out_.drop(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return false;
        } else if (errno != EINTR) {
            out_.clear(); // the worker is dead: receive() will see that its end is closed
        }
    }
    return true;
}

pipe_line::arrival pipe_line::receive() {
    in_.drop(std::exchange(read_, 0));
    const auto place = in_.room(appetite_.bytes());
    ssize_t received = 0;
    do {
        received = ::recv(socket_.get(), place.data(), place.size(), MSG_DONTWAIT);
    } while (received < 0 && errno == EINTR);
    if (received > 0) {
        in_.commit(static_cast<std::size_t>(received));
        appetite_.learn(static_cast<std::size_t>(received));
        return arrival::some;
    }
    return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? arrival::none
                                                                     : arrival::closed;
}

bool pipe_line::next(wire::reply& head, std::span<const std::byte>& body) noexcept {
    auto rest = in_.front().subspan(read_);
    if (rest.size() < sizeof head) {
        return false;
    }
    head = wire::cut<wire::reply>(rest);
    if (rest.size() < head.bytes) {
        return false;
    }
    body = rest.first(head.bytes);
    read_ += sizeof head + head.bytes;
    return true;
}

void pipe_line::recall(std::deque<pending_call>& into) {
    const auto now = claims_->recall();
    generation_ = now.generation;
    const auto kept = open_.begin() + static_cast<std::ptrdiff_t>(
                                          now.taken - answered_); // taken, and still to be answered
    into.insert(into.begin(), kept, open_.end());
    open_.erase(kept, open_.end());
    all_taken_ = true;
}

void pipe_line::abandon(std::deque<pending_call>& into) {
    into.insert(into.end(), open_.begin(), open_.end());
    open_.clear();
}

} // namespace crossover::engines
