#include "bench/serve/http_front.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"

#include <algorithm>

namespace crossover::bench {
namespace {

/// For so long at most it does not look at whether the batch is over.
constexpr std::int64_t look_ns = 20'000'000;

} // namespace

http_front::http_front(const parts& of, std::uint16_t port)
    : of_(of), clients_(port, of.wakes), asked_by_(of.after_ns.size()) {}

bool http_front::next(std::size_t i, const std::function<bool()>& over) noexcept {
    try {
        return wait_for(i, over);
    } catch (...) {
        trouble_ = std::current_exception();
        of_.stop.request_stop();
        return false;
    }
}

void http_front::rethrow() const {
    if (trouble_) {
        std::rethrow_exception(trouble_);
    }
}

bool http_front::wait_for(std::size_t i, const std::function<bool()>& over) {
    if (i > 0 && of_.plan.is_refused(i - 1)) {
        answer_refused(i - 1);
    }
    for (;;) {
        answer_ended();
        if (over()) {
            return false;
        }
        close_doors(i);
        if (take(i)) {
            return true;
        }
        if (has_ended()) {
            return false;
        }
        wait();
    }
}

/// The first request that has come becomes task i.
bool http_front::take(std::size_t i) {
    while (const auto first = clients_.take()) {
        if (!closing_) {
            asked_by_[i] = first->from;
            of_.after_ns[i] = first->at_ns - of_.plan.start_ns;
            ++counts_.arrived;
            return true;
        }
        ++counts_.too_late;
        clients_.answer(first->from, http_answer_kind::too_late);
    }
    return false;
}

/// Takes nothing any more once the time is over, or the tasks are.
void http_front::close_doors(std::size_t i) {
    const bool goes_on = now_ns() < until_ns_ && i < of_.plan.tasks && !clients().stopped;
    if (!closing_ && !goes_on) {
        closing_ = true;
        until_ns_ = now_ns(); // from here on the grace counts
        clients_.close_doors();
    }
}

/// Whether all that came have ended, or there is no more waiting for them.
bool http_front::has_ended() {
    if (!closing_) {
        return false;
    }
    if (seen_ended_ == of_.plan.admitted) {
        return true;
    }
    if (now_ns() < until_ns_ + grace_ns) {
        return false;
    }
    give_up();
    return true;
}

void http_front::give_up() {
    counts_.cut_off = of_.plan.admitted - seen_ended_;
    clients_.send_away();
    of_.stop.request_stop();
}

void http_front::answer_ended() {
    while (seen_ended_ < of_.plan.admitted) {
        const auto ended = of_.plan.log.tasks[seen_ended_].load(std::memory_order_seq_cst);
        if (ended == 0) {
            return;
        }
        ++seen_ended_;
        answer_task(ended - 1);
    }
}

void http_front::answer_task(std::size_t i) {
    if (of_.left.has_result(i)) {
        ++counts_.answered;
        clients_.answer(asked_by_[i], http_answer_kind::done);
    } else if (!of_.failures.empty() && of_.failures[i].code == exit_code::refused) {
        answer_refused(i);
    } else {
        ++counts_.failed;
        clients_.answer(asked_by_[i], http_answer_kind::failed);
    }
}

void http_front::answer_refused(std::size_t i) {
    ++counts_.refused;
    clients_.answer(asked_by_[i], http_answer_kind::refused);
}

/// The log is looked at once more after it was told that its writers must wake this thread: one of
/// the two sees the other (both sequentially consistent).
void http_front::wait() {
    auto& log = of_.plan.log;
    log.source_sleeps.store(1, std::memory_order_seq_cst);
    const bool more = seen_ended_ < of_.plan.admitted;
    if (!more || log.tasks[seen_ended_].load(std::memory_order_seq_cst) == 0) {
        const auto end_ns = closing_ ? until_ns_ + grace_ns : until_ns_;
        clients_.wait(std::min(now_ns() + look_ns, end_ns));
    }
    log.source_sleeps.store(0, std::memory_order_relaxed);
}

} // namespace crossover::bench
