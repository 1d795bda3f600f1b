#include "workloads/support/request_call.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <sys/epoll.h>
#include <utility>

namespace crossover::workloads {

using wait::next_step;

request_call::request_call(const drawn_steps& steps, const call_settings& settings,
                           wait::dialogue_source::use how)
    : steps_(steps) {
    const bool blocks = how == wait::dialogue_source::use::blocking;
    const auto wanted =
        blocks ? std::min<std::size_t>(steps.most_at_once(), 1) : steps.most_at_once();
    for (std::size_t call = 0; call < wanted; ++call) {
        calls_.push_back(std::make_unique<retrying_call>(settings, how));
    }
    if (is_alone()) {
        calls_.front()->watched_by(this);
        return;
    }
    together_.reset(::epoll_create1(EPOLL_CLOEXEC));
    if (!together_) {
        throw_errno(errno, "preparing calls at once");
    }
    watched_.assign(calls_.size(), -1);
    awaited_.assign(calls_.size(), 0);
}

std::int64_t request_call::sleep_end_ns() const {
    return now_ns() + steps_.ns(task_of(number_), step_of(number_));
}

next_step request_call::begin(std::uint64_t number) {
    number_ = number;
    answer_ = 0;
    if (step().what == request_step::kind::sleep) {
        answer_ = mix(number); // so that one left out is seen in the digest
        until_ns_ = sleep_end_ns();
        return next_step::at(until_ns_);
    }
    return is_alone() ? alone(calls_.front()->begin(number)) : begin_all();
}

/// Their requests go out one after another; each connection is idle, so that none waits for room.
next_step request_call::begin_all() {
    if (std::exchange(under_way_, true)) {
        std::ranges::fill(watched_, -1); // the step before has failed
    }
    open_ = step().calls;
    answered_ = 0;
    withdrawn_ = false;
    until_ns_ = next_step::never;
    std::ranges::fill(awaited_, 0);
    for (std::size_t call = 0; call < step().calls; ++call) {
        awaited_[call] = 1;
        note(call, calls_[call]->begin(asked_for(call), number_ + call));
        watch(call);
    }
    return judged();
}

/// A connection that had to be made anew has another descriptor, and the old one has left the set.
void request_call::watch(std::size_t call) {
    const int fd = calls_[call]->descriptor();
    epoll_event event{.events = EPOLLIN, .data = {.u64 = call}};
    if (watched_[call] != fd && ::epoll_ctl(together_.get(), EPOLL_CTL_ADD, fd, &event) != 0 &&
        errno != EEXIST) {
        throw_errno(errno, "watching calls at once");
    }
    watched_[call] = fd;
}

void request_call::note(std::size_t call, const next_step& needs) {
    if (needs.what == next_step::need::nothing) {
        --open_;
        awaited_[call] = 0;
        answered_ += calls_[call]->was_withdrawn() ? 0 : 1;
    } else if (needs.what == next_step::need::readable) {
        until_ns_ = std::min(until_ns_, needs.until_ns);
    } else {
        throw error(exit_code::server_failed,
                    "a call of several at once cannot be sent whole; give smaller bytes");
    }
}

void request_call::withdraw_the_rest() {
    withdrawn_ = true;
    for (std::size_t call = 0; call < step().calls; ++call) {
        if (awaited_[call] != 0) {
            calls_[call]->withdraw();
        }
    }
}

next_step request_call::judged() {
    if (open_ > 0) {
        if (answered_ >= step().needed && !withdrawn_) {
            withdraw_the_rest();
        }
        return next_step::readable(until_ns_);
    }
    under_way_ = false;
    if (answered_ < step().needed) {
        throw error(exit_code::server_failed, "calls of task " + std::to_string(task_of(number_)) +
                                                  " were taken back that were needed");
    }
    std::size_t used = 0;
    for (std::size_t call = 0; used < step().needed; ++call) {
        if (!calls_[call]->was_withdrawn()) {
            answer_ =
                used++ == 0 ? calls_[call]->answer() : combine(answer_, calls_[call]->answer());
        }
    }
    return next_step::over();
}

next_step request_call::go_on() {
    if (step().what == request_step::kind::sleep) {
        return now_ns() < until_ns_ ? next_step::at(until_ns_) : next_step::over();
    }
    if (is_alone()) {
        return alone(calls_.front()->go_on());
    }
    std::array<epoll_event, most_calls> events{};
    const int ready = ::epoll_wait(together_.get(), events.data(), most_calls, 0);
    for (int k = 0; k < ready; ++k) {
        const auto call = events[static_cast<std::size_t>(k)].data.u64;
        if (awaited_[call] == 0) {
            throw error(exit_code::server_failed,
                        "the server ended or spoke out of turn while task " +
                            std::to_string(task_of(number_)) + " made several calls at once");
        }
        note(call, calls_[call]->go_on());
    }
    if (ready == 0 && now_ns() >= until_ns_) {
        throw error(exit_code::server_failed, "not all calls of task " +
                                                  std::to_string(task_of(number_)) +
                                                  " were answered in time");
    }
    return judged();
}

next_step request_call::alone(const next_step& needs) {
    if (needs.what == next_step::need::nothing) {
        answer_ = calls_.front()->answer();
    }
    return needs;
}

void request_call::abandon() noexcept {
    for (const auto& call : calls_) {
        call->abandon();
    }
    std::ranges::fill(watched_, -1);
}

std::uint64_t request_call::block(std::uint64_t number) {
    number_ = number;
    if (step().what == request_step::kind::sleep) {
        const timespec until = to_timespec(sleep_end_ns());
        while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
        }
        return mix(number);
    }
    std::uint64_t answer = calls_.front()->block(number);
    for (std::size_t call = 1; call < step().needed; ++call) {
        answer = combine(answer, calls_.front()->block(asked_for(call), number + call));
    }
    return answer;
}

} // namespace crossover::workloads
