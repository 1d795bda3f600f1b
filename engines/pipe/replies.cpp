#include "base/error.hpp"
#include "engines/pipe/process_pool.hpp"
#include "engines/support/worker_usage.hpp"

#include <stdexcept>
#include <utility>

/// What a pipe_pool does with what its workers say.
namespace crossover::engines {

pipe_line::arrival pipe_pool::take_replies(std::size_t worker) {
    pipe_line& line = lines_[worker];
    const auto arrived = line.receive();
    wire::reply head;
    std::span<const std::byte> body;
    while (line.next(head, body)) {
        settle(worker, head, body);
    }
    recount(line);
    note_idle(worker);
    replied_.push_back(worker);
    return arrived;
}

void pipe_pool::settle(std::size_t worker, const wire::reply& head,
                       std::span<const std::byte> body) {
    pipe_line& line = lines_[worker];
    switch (head.kind) {
    case wire::reply_kind::outcomes:
        for (std::uint32_t i = 0; i < head.count; ++i) {
            const auto left = wire::cut<outcome>(body);
            settle_one(line.take_answered(), left, body.first(shipped_.result_bytes));
            body = body.subspan(shipped_.result_bytes);
        }
        open_ -= head.count;
        line.chunk.learn(head.count, head.busy_ns);
        break;
    case wire::reply_kind::failure:
        fail_one(worker, head, body);
        break;
    case wire::reply_kind::usage:
        add_usage(used_, wire::cut<rusage>(body));
        [[fallthrough]];
    case wire::reply_kind::ready:
        --awaited_;
        break;
    }
}

void pipe_pool::settle_one(const pending_call& call, const outcome& left,
                           std::span<const std::byte> result) {
    if (call.posted != nullptr) {
        call.posted->left = left;
        call.posted->ended(*call.posted);
        return;
    }
    batch_.results[call.index] =
        shipped_.unpack ? shipped_.unpack(call.index, result) : left.digest;
    if (batch_.stamps != nullptr) {
        batch_.stamps[call.index] = left.when;
    }
}

void pipe_pool::fail_one(std::size_t worker, const wire::reply& head,
                         std::span<const std::byte> body) {
    const std::string text(reinterpret_cast<const char*>(body.data()), body.size());
    const auto failure =
        head.code != 0 ? std::make_exception_ptr(error(static_cast<exit_code>(head.code), text))
                       : std::make_exception_ptr(std::runtime_error(text));
    if (awaited_ > 0) { // it could not make its body
        --awaited_;
        failure_ = failure_ ? failure_ : failure;
        return;
    }
    const pending_call call = lines_[worker].take_answered();
    --open_;
    recall(worker); // the worker has made void what it had not started
    if (call.posted != nullptr) {
        call.posted->failure = failure;
        call.posted->ended(*call.posted);
        return;
    }
    if (batch_.failures != nullptr) {
        batch_.failures[call.index].keep(text, static_cast<int>(head.code));
        return;
    }
    failure_ = failure_ ? failure_ : failure;
    call_off();
}

void pipe_pool::call_off() {
    for (std::size_t worker = 0; worker < width(); ++worker) {
        recall(worker);
    }
    backlog_.clear();
    next_ = last_;
}

void pipe_pool::report_death(std::size_t worker) {
    // A socket is closed a moment before its process has ended; one that is closed by a process
    // that lives on is of no use either.
    constexpr int moment_ms = 1000;
    const auto index = claims_[worker].running.load(std::memory_order_relaxed);
    const std::string where =
        index >= 0 ? "while running task " + std::to_string(index) : std::string(doing_);
    const std::string text =
        (workers_.is_dead(worker, moment_ms) ? workers_.death_text(worker)
                                             : workers_.name(worker) + " closed its socket") +
        " " + where + "; the batch was given up";
    const error death(exit_code::internal, text);
    give_up(std::make_exception_ptr(death));
    throw death;
}

void pipe_pool::give_up(const std::exception_ptr& why) noexcept {
    broken_ = true;
    workers_.end(); // no task goes on once the caller has the error
    for (auto& line : lines_) {
        line.abandon(backlog_);
    }
    lines_.clear();
    patience_.reset();
    open_ = 0;
    waiting_ = 0;
    next_ = last_;
    for (const auto& call : std::exchange(backlog_, {})) {
        if (call.posted != nullptr) {
            call.posted->failure = why;
            call.posted->ended(*call.posted);
        }
    }
}

void pipe_pool::require_usable() const {
    if (untold_) {
        std::rethrow_exception(untold_);
    }
    if (broken_) {
        throw std::logic_error(
            "a process pool whose worker died cannot run another batch; make a new one");
    }
}

} // namespace crossover::engines
