#include "engines/pipe/replies.hpp"

#include "base/error.hpp"
#include "engines/support/worker_usage.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace crossover::engines {
namespace {

/// What a worker has told of a failure, as it was thrown there.
std::exception_ptr failure_told(const wire::reply& head, std::span<const std::byte> body) {
    const std::string text(reinterpret_cast<const char*>(body.data()), body.size());
    return std::make_exception_ptr(error(head.code, text));
}

/// Keeps a failure in its slot.
void keep(failure_slot& slot, const std::exception_ptr& why) noexcept {
    try {
        std::rethrow_exception(why);
    } catch (...) {
        slot.keep_current();
    }
}

} // namespace

pipe_line::arrival pipe_replies::take(std::size_t worker) {
    pipe_line& line = calls_.line(worker);
    const auto arrived = line.receive();
    wire::reply head;
    std::span<const std::byte> body;
    while (line.next(head, body)) {
        settle(worker, head, body);
    }
    calls_.note_replies(worker);
    return arrived;
}

void pipe_replies::settle(std::size_t worker, const wire::reply& head,
                          std::span<const std::byte> body) {
    switch (head.kind) {
    case wire::reply_kind::outcomes:
        settle_outcomes(worker, head, body);
        break;
    case wire::reply_kind::failure:
        settle_failure(worker, failure_told(head, body));
        break;
    case wire::reply_kind::usage:
        add_usage(used_, wire::cut<rusage>(body));
        [[fallthrough]];
    case wire::reply_kind::ready:
        --awaited_;
        break;
    }
}

void pipe_replies::settle_outcomes(std::size_t worker, const wire::reply& head,
                                   std::span<const std::byte> body) {
    for (std::uint32_t i = 0; i < head.count; ++i) {
        const auto left = wire::cut<outcome>(body);
        settle_one(calls_.take_answered(worker), left, body.first(shipped_.result_bytes));
        body = body.subspan(shipped_.result_bytes);
    }
    calls_.line(worker).chunk.learn(head.count, head.busy_ns);
}

void pipe_replies::settle_one(const pending_call& call, const outcome& left,
                              std::span<const std::byte> result) {
    if (call.posted != nullptr) {
        call.posted->left = left;
        call.posted->ended(*call.posted);
        return;
    }
    try {
        batch_.results[call.index] =
            shipped_.unpack ? shipped_.unpack(call.index, result) : left.digest;
    } catch (...) {
        fail(call, std::current_exception());
        return;
    }
    if (batch_.stamps != nullptr) {
        batch_.stamps[call.index] = left.when;
    }
}

void pipe_replies::settle_failure(std::size_t worker, const std::exception_ptr& why) {
    if (awaited_ > 0) { // it could not make its body
        --awaited_;
        failure_ = failure_ ? failure_ : why;
        return;
    }
    const pending_call call = calls_.take_answered(worker);
    calls_.recall(worker); // the worker has made void what it had not started
    fail(call, why);
}

void pipe_replies::fail_unsent() {
    for (const auto& [call, why] : calls_.take_unsent()) {
        fail(call, why);
    }
}

void pipe_replies::fail(const pending_call& call, const std::exception_ptr& why) {
    if (call.posted != nullptr) {
        call.posted->failure = why;
        call.posted->ended(*call.posted);
    } else if (batch_.failures != nullptr) {
        keep(batch_.failures[call.index], why);
    } else {
        failure_ = failure_ ? failure_ : why;
        calls_.call_off();
    }
}

std::exception_ptr pipe_replies::take_failure() noexcept {
    return std::exchange(failure_, nullptr);
}

worker_usage pipe_replies::take_usage() noexcept {
    return std::exchange(used_, {});
}

} // namespace crossover::engines
