#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "engines/libuv/check.hpp"
#include "engines/libuv/file.hpp"
#include "engines/libuv/readiness.hpp"
#include "engines/libuv/tcp.hpp"
#include "engines/libuv/worker_queue.hpp"
#include "engines/support/dialogue_wait.hpp"
#include "engines/support/loop_core.hpp"
#include "workloads/wait.hpp"

#include <cerrno>
#include <cstddef>
#include <deque>
#include <sys/timerfd.h>
#include <uv.h>

namespace crossover::engines {

/// Our coroutines on a libuv loop, turned by one thread.
///
/// Its clock is a timerfd that libuv polls: libuv's own timers count whole milliseconds from a
/// cached time, so they fire up to one millisecond early or late, and an early one would make a
/// wait shorter than the workload asks for.
class libuv_loop : public loop_core<libuv_loop> {
public:
    libuv_loop() : timer_fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
        if (!timer_fd_) {
            throw_errno(errno, "creating a timerfd");
        }
        uv_check(uv_loop_init(&uv_), "making a loop");
        poll_.data = this;
        uv_check(uv_poll_init(&uv_, &poll_, timer_fd_.get()), "watching a timerfd");
        async_.data = this;
        uv_check(uv_async_init(&uv_, &async_,
                               [](uv_async_t* a) { static_cast<libuv_loop*>(a->data)->receive(); }),
                 "making a wake-up handle");
        uv_check(uv_poll_start(&poll_, UV_READABLE, &on_timer), "watching a timerfd");
    }

    ~libuv_loop() {
        connections_.clear();
        dialogues_.clear();
        uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&async_), nullptr);
        uv_run(&uv_, UV_RUN_DEFAULT); // runs the close callbacks
        uv_loop_close(&uv_);
    }

    using loop_core::open;
    using loop_core::wait;

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed).
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        while (connections_.size() < slots) {
            connections_.emplace_back(*this, &uv_, e);
        }
    }

    [[nodiscard]] exchange_wait<uv_connection<libuv_loop>> wait(wait::tcp w,
                                                                std::size_t slot) noexcept {
        return exchange_wait<uv_connection<libuv_loop>>(connections_[slot], w);
    }

    /// Makes a buffer for each slot, and starts the threads that read. Throws error(machine_limit)
    /// when the system refuses one.
    void open(wait::file::endpoint e, std::size_t slots) {
        uv_worker_queue::start();
        while (files_.size() < slots) {
            files_.emplace_back(*this, &uv_, e);
        }
    }

    [[nodiscard]] file_wait<uv_file_slot<libuv_loop>> wait(wait::file w,
                                                           std::size_t slot) noexcept {
        return {files_[slot], w};
    }

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open
    /// throws.
    void open(wait::dialogue::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (dialogues_.size() < slots) {
            dialogues_.emplace_back(*this, e.source->open(wait::dialogue_source::use::steps),
                                    handles_);
        }
    }

    [[nodiscard]] dialogue_wait<dialogue_slot<libuv_loop, uv_readiness>>
    wait(wait::dialogue w, std::size_t slot) noexcept {
        return {dialogues_[slot], w};
    }

private:
    friend loop_core;
    friend uv_connection<libuv_loop>;
    friend uv_file_slot<libuv_loop>;
    friend dialogue_slot<libuv_loop, uv_readiness>;

    static void on_timer(uv_poll_t* poll, int status, int /*events*/) {
        auto* const loop = static_cast<libuv_loop*>(poll->data);
        if (status == 0) {
            loop->armed_ = false;
            loop->expire();
            if (!loop->armed_) { // an expired timerfd stays readable until it is set anew
                loop->disarm();
            }
        }
    }

    void arm(std::int64_t deadline_ns) {
        // An absolute time of 0 would disarm it; a time in the past expires at once.
        const itimerspec at{.it_interval = {},
                            .it_value = to_timespec(deadline_ns > 0 ? deadline_ns : 1)};
        if (::timerfd_settime(timer_fd_.get(), TFD_TIMER_ABSTIME, &at, nullptr) != 0) {
            throw_errno(errno, "arming a timerfd");
        }
        armed_ = true;
    }

    void disarm() {
        const itimerspec off{};
        if (::timerfd_settime(timer_fd_.get(), 0, &off, nullptr) != 0) {
            throw_errno(errno, "disarming a timerfd");
        }
    }

    void turn() { uv_run(&uv_, UV_RUN_DEFAULT); }
    void wake() noexcept { uv_async_send(&async_); }
    void stop() noexcept { uv_stop(&uv_); }

    uv_loop_t uv_{};
    unique_fd timer_fd_;
    bool armed_ = false; ///< set anew since it last expired
    uv_poll_t poll_{};
    uv_async_t async_{};
    uv_poll_handles handles_{uv_};
    std::deque<uv_connection<libuv_loop>> connections_; // a deque: handles point at them
    std::deque<uv_file_slot<libuv_loop>> files_; // as well
    std::deque<dialogue_slot<libuv_loop, uv_readiness>> dialogues_; // as well
};

} // namespace crossover::engines
