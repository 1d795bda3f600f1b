#include "engines/pipe/dispatcher.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "strategies/coro/cancel.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crossover::engines {
namespace {

/// How long a worker may stand idle while tasks wait behind another's: a few round trips, so that
/// what is answered anyway is not called back.
constexpr std::int64_t patience_ns = 50'000;
/// How long a message keeps its worker busy. It wakes the parent, who takes a core from a worker:
/// 30 us altogether on two virtual cores. That is a sixtieth of this.
constexpr std::int64_t batch_message_ns = 2'000'000;
/// Somebody waits for the first of the answers, and gets it with the last. Behind many others that
/// is no later, to the eye, when it is a sixteenth of the time that those will take: so a loop
/// gathers the ends of threads as well (engines/support/loop_core.hpp).
constexpr std::int64_t posted_message_ns = 200'000;
constexpr std::int64_t most_posted_message_ns = 1'000'000;
constexpr std::int64_t message_part = 16;
/// Payloads of one message: more would only make the receiver wait for its first byte.
constexpr std::size_t most_payload_bytes = 64 << 10;

} // namespace

pipe_dispatcher::pipe_dispatcher(worker_processes& workers, const parcel& shipped)
    : workers_(workers),
      shipped_(shipped),
      patience_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!patience_) {
        throw_errno(errno, "preparing a process pool");
    }
    workers_.watch(patience_.get(), patience_tag);
    lines_.reserve(workers.width());
    idle_.reserve(workers.width());
}

void pipe_dispatcher::add_line(unique_fd socket, claims& taken) {
    workers_.watch(socket.get(), lines_.size());
    lines_.emplace_back(std::move(socket), taken);
}

void pipe_dispatcher::all_idle() {
    for (std::size_t worker = width(); worker > 0; --worker) {
        note_idle(worker - 1);
    }
}

void pipe_dispatcher::close_inherited() noexcept {
    lines_.clear();
    patience_.reset();
}

void pipe_dispatcher::begin(const batch& b) noexcept {
    next_ = 0;
    last_ = b.tasks;
    stamped_ = b.stamps != nullptr;
}

void pipe_dispatcher::post(posted_call& call) {
    backlog_.push_back({.index = call.index, .answer = call.answer, .posted = &call});
}

/// Ends what was withdrawn and has not started.
void pipe_dispatcher::sweep() {
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

void pipe_dispatcher::hand_out() {
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
    // A second message for who is busy with the first, unless the last few tasks had better wait
    // for whoever is free first. The first may hold more than one would hold now.
    for (const std::size_t worker : replied_) {
        const pipe_line& line = lines_[worker];
        if (pending() >= width() && line.chunk.is_short() &&
            line.open() <= std::max(line.chunk.size(message_ns(line)), line.last_sent)) {
            feed(worker);
        }
    }
    replied_.clear();
    if (waiting_ > 0 && pending() == 0 && !idle_.empty()) {
        be_patient();
    }
}

void pipe_dispatcher::feed(std::size_t worker) {
    pipe_line& line = lines_[worker];
    // A share of what is left, so that all end at the same time: guided self-scheduling
    // (Polychronopoulos and Kuck, 1987), by half.
    const std::size_t share = std::max<std::size_t>(pending() / (2 * width()), 1);
    const std::size_t payload_bytes =
        std::max<std::size_t>(shipped_.argument_bytes + shipped_.result_bytes, 1);
    const std::size_t fit = std::max<std::size_t>(most_payload_bytes / payload_bytes, 1);
    const std::size_t n = std::min({line.chunk.size(message_ns(line)), share, fit});
    line.last_sent = fill(line, n);
    open_ += line.last_sent;
    recount(line);
    watch_room(worker);
    note_idle(worker); // when not one of them could be sent
}

/// Sends `n` pending calls in one message, but for those whose argument cannot be packed. Returns
/// how many were sent.
std::size_t pipe_dispatcher::fill(pipe_line& line, std::size_t n) {
    std::size_t sent = 0;
    line.begin_calls(stamped_);
    for (std::size_t i = 0; i < n; ++i) {
        const pending_call call = take_pending();
        try {
            line.add(call, shipped_);
            ++sent;
        } catch (...) {
            unsent_.push_back({call, std::current_exception()});
        }
    }
    line.send_calls();
    return sent;
}

std::vector<pipe_dispatcher::unsent> pipe_dispatcher::take_unsent() noexcept {
    return std::exchange(unsent_, {});
}

std::int64_t pipe_dispatcher::message_ns(const pipe_line& line) const noexcept {
    if (backlog_.empty() || backlog_.front().posted == nullptr) {
        return batch_message_ns;
    }
    const auto rounds = static_cast<std::int64_t>(pending() / width());
    return std::clamp(rounds * line.chunk.each_ns() / message_part, posted_message_ns,
                      most_posted_message_ns);
}

pending_call pipe_dispatcher::take_pending() {
    if (backlog_.empty()) {
        return {.index = next_++};
    }
    const pending_call call = backlog_.front();
    backlog_.pop_front();
    return call;
}

void pipe_dispatcher::watch_room(std::size_t worker) {
    pipe_line& line = lines_[worker];
    if (line.unsent() != line.watched_for_room) {
        line.watched_for_room = line.unsent();
        workers_.change(line.descriptor(), worker, line.unsent() ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

void pipe_dispatcher::recount(pipe_line& line) noexcept {
    waiting_ += line.waiting() - line.counted; // unsigned: it may go down
    line.counted = line.waiting();
}

void pipe_dispatcher::note_idle(std::size_t worker) {
    pipe_line& line = lines_[worker];
    if (line.open() == 0 && !line.idle) {
        line.idle = true;
        idle_.push_back(worker);
    }
}

void pipe_dispatcher::recall(std::size_t worker) {
    pipe_line& line = lines_[worker];
    open_ -= line.open();
    line.recall(backlog_);
    open_ += line.open();
    recount(line);
    note_idle(worker);
}

void pipe_dispatcher::call_off() {
    for (std::size_t worker = 0; worker < width(); ++worker) {
        recall(worker);
    }
    backlog_.clear();
    next_ = last_;
}

void pipe_dispatcher::send_more(std::size_t worker) {
    lines_[worker].send_more();
    watch_room(worker);
}

void pipe_dispatcher::note_replies(std::size_t worker) {
    recount(lines_[worker]);
    note_idle(worker);
    replied_.push_back(worker);
}

std::deque<pending_call> pipe_dispatcher::give_up() noexcept {
    for (auto& line : lines_) {
        line.abandon(backlog_);
    }
    lines_.clear();
    idle_.clear();
    patience_.reset();
    open_ = 0;
    waiting_ = 0;
    next_ = last_;
    return std::exchange(backlog_, {});
}

void pipe_dispatcher::be_patient() {
    if (!patient_) {
        patient_ = true;
        itimerspec when{};
        when.it_value = to_timespec(patience_ns);
        ::timerfd_settime(patience_.get(), 0, &when, nullptr); // fails for a wrong argument only
    }
}

void pipe_dispatcher::lose_patience() {
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
