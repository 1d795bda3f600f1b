#include "base/clock.hpp"
#include "engines/pipe/process_pool.hpp"
#include "strategies/coro/cancel.hpp"

#include <algorithm>
#include <exception>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

/// How a pipe_pool shares out what is pending.
namespace crossover::engines {
namespace {

/// How long a worker may stand idle while tasks wait behind another's: a few round trips, so that
/// what is answered anyway is not called back.
constexpr std::int64_t patience_ns = 50'000;
/// How long a message keeps its worker busy. It wakes the parent, who takes a core from a worker:
/// 30 us altogether on two virtual cores. That is a sixtieth of this.
constexpr std::int64_t batch_message_ns = 2'000'000;
/// Somebody waits for the first of the answers, and gets it with the last.
constexpr std::int64_t posted_message_ns = 200'000;
/// Payloads of one message: more would only make the receiver wait for its first byte.
constexpr std::size_t most_payload_bytes = 64 << 10;

} // namespace

/// Ends what was withdrawn and has not started.
void pipe_pool::sweep() {
    for (std::size_t worker = 0; worker < width(); ++worker) {
        if (lines_[worker].waiting() > 0) {
            recall(worker);
        }
    }
    const auto kept =
        std::stable_partition(backlog_.begin(), backlog_.end(), [](const pending_call& call) {
            return call.posted == nullptr || !call.posted->withdrawn;
        });
    const std::vector<pending_call> dropped(kept, backlog_.end());
    backlog_.erase(kept, backlog_.end());
    for (const auto& call : dropped) {
        call.posted->failure = std::make_exception_ptr(coro::cancelled{});
        call.posted->ended(*call.posted);
    }
}

void pipe_pool::hand_out() {
    if (std::exchange(withdrawn_, false)) {
        sweep();
    }
    while (pending() > 0 && !idle_.empty()) {
        const std::size_t worker = idle_.back();
        idle_.pop_back();
        lines_[worker].idle = false;
        feed(worker);
        replied_.push_back(worker);
    }
    // A second message for who is busy, unless the last few tasks had better wait for whoever is
    // free first.
    for (const std::size_t worker : replied_) {
        const pipe_line& line = lines_[worker];
        if (pending() >= width() && line.chunk.is_short() &&
            line.open() <= line.chunk.size(message_ns())) {
            feed(worker);
        }
    }
    replied_.clear();
    if (waiting_ > 0 && pending() == 0 && !idle_.empty()) {
        be_patient();
    }
}

void pipe_pool::feed(std::size_t worker) {
    pipe_line& line = lines_[worker];
    // A share of what is left, so that all end at the same time: guided self-scheduling
    // (Polychronopoulos and Kuck, 1987), by half.
    const std::size_t share = std::max<std::size_t>(pending() / (2 * width()), 1);
    const std::size_t payload_bytes =
        std::max<std::size_t>(shipped_.argument_bytes + shipped_.result_bytes, 1);
    const std::size_t fit = std::max<std::size_t>(most_payload_bytes / payload_bytes, 1);
    const std::size_t n = std::min({line.chunk.size(message_ns()), share, fit});
    line.begin_calls(batch_.stamps != nullptr);
    for (std::size_t i = 0; i < n; ++i) {
        line.add(take_pending(), shipped_);
    }
    line.send_calls();
    open_ += n;
    recount(line);
    watch_room(worker);
}

std::int64_t pipe_pool::message_ns() const noexcept {
    const bool posted = !backlog_.empty() && backlog_.front().posted != nullptr;
    return posted ? posted_message_ns : batch_message_ns;
}

pending_call pipe_pool::take_pending() {
    if (backlog_.empty()) {
        return {.index = next_++};
    }
    const pending_call call = backlog_.front();
    backlog_.pop_front();
    return call;
}

void pipe_pool::watch_room(std::size_t worker) {
    pipe_line& line = lines_[worker];
    if (line.unsent() != line.watched_for_room) {
        line.watched_for_room = line.unsent();
        workers_.change(line.descriptor(), worker, line.unsent() ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

void pipe_pool::recount(pipe_line& line) noexcept {
    waiting_ += line.waiting() - line.counted; // unsigned: it may go down
    line.counted = line.waiting();
}

void pipe_pool::note_idle(std::size_t worker) {
    pipe_line& line = lines_[worker];
    if (line.open() == 0 && !line.idle) {
        line.idle = true;
        idle_.push_back(worker);
    }
}

void pipe_pool::recall(std::size_t worker) {
    pipe_line& line = lines_[worker];
    open_ -= line.open();
    line.recall(backlog_);
    open_ += line.open();
    recount(line);
    note_idle(worker);
}

void pipe_pool::be_patient() {
    if (!patient_) {
        patient_ = true;
        itimerspec when{};
        when.it_value = to_timespec(patience_ns);
        ::timerfd_settime(patience_.get(), 0, &when, nullptr); // fails for a wrong argument only
    }
}

void pipe_pool::lose_patience() {
    std::uint64_t times = 0;
    patient_ = ::read(patience_.get(), &times, sizeof times) != sizeof times;
    if (idle_.empty() || pending() > 0) {
        return; // nobody is idle any more
    }
    for (std::size_t worker = 0; worker < width(); ++worker) {
        if (lines_[worker].waiting() > 0) {
            recall(worker);
        }
    }
}

} // namespace crossover::engines
