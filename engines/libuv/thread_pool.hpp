#pragma once

#include "base/descriptors.hpp"
#include "base/error.hpp"
#include "engines/libuv/check.hpp"
#include "engines/libuv/worker_queue.hpp"
#include "engines/support/closed_flag.hpp"
#include "engines/support/loop_descriptors.hpp"
#include "engines/support/pool_width.hpp"
#include "engines/support/small_task.hpp"
#include "strategies/concepts.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <string>
#include <uv.h>
#include <vector>

namespace crossover::engines {

/// libuv's worker queue: each task is one `uv_queue_work`, whose end comes back to the loop.
///
/// The queue belongs to the process (`uv_worker_queue`): a second pool of another width is refused.
class libuv_thread_pool {
public:
    /// Why this process cannot have a pool of this width; empty when it can.
    static std::string refusal(std::size_t width) {
        if (width > uv_worker_queue::max_width) {
            return "libuv's worker queue has at most " +
                   std::to_string(uv_worker_queue::max_width) + " threads";
        }
        if (uv_worker_queue::is_running() && uv_worker_queue::width() != width) {
            return "libuv's worker queue already has " + std::to_string(uv_worker_queue::width()) +
                   " threads in this process; run this limit in a process of its own";
        }
        return {};
    }

    /// Throws std::invalid_argument when `width` is 0, error(machine_limit) when `refusal(width)`
    /// has a reason, or when the system refuses a thread.
    explicit libuv_thread_pool(std::size_t width) : width_(pool_width(width)) {
        if (const auto reason = refusal(width); !reason.empty()) {
            throw error(exit_code::machine_limit, reason);
        }
        if (!uv_worker_queue::is_running()) {
            uv_worker_queue::start(width);
        }
        require_free_descriptors(loop_descriptors::most, "libuv's worker queue");
        uv_check(uv_loop_init(&uv_), "making a loop");
    }
    libuv_thread_pool(const libuv_thread_pool&) = delete;
    libuv_thread_pool& operator=(const libuv_thread_pool&) = delete;
    ~libuv_thread_pool() {
        shutdown(shutdown_mode::drain);
        uv_loop_close(&uv_);
    }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Queues a task. Throws std::logic_error after shutdown().
    template <pool_task Task>
    void submit(Task task) {
        closed_.require_open();
        if (free_.empty()) {
            free_.push_back(&works_.emplace_back());
        }
        work* const queued = free_.back();
        queued->task.set(task);
        queued->pool = this;
        queued->request.data = queued;
        uv_check(uv_queue_work(
                     &uv_, &queued->request,
                     [](uv_work_t* w) {
                         auto* const mine = static_cast<work*>(w->data);
                         mine->pool->run(mine->task);
                     },
                     [](uv_work_t* w, int /*status*/) {
                         auto* const ended = static_cast<work*>(w->data);
                         ended->pool->free_.push_back(ended);
                     }),
                 "queueing work");
        free_.pop_back();
    }

    void drain() noexcept { uv_run(&uv_, UV_RUN_DEFAULT); }

    /// Returns when no task of this pool is left, and how many were passed over. The threads are
    /// the process's and stay.
    std::size_t shutdown(shutdown_mode how) noexcept {
        if (!closed_.close()) {
            return 0;
        }
        cancelling_.store(how == shutdown_mode::cancel, std::memory_order_relaxed);
        drain();
        return cancelled_.load(std::memory_order_relaxed);
    }

private:
    /// A task on its way. What has ended is used again: the general allocator keeps few blocks of a
    /// size at hand, and beyond those it merges and splits, which costs as much as libuv's queue
    /// itself.
    struct work {
        uv_work_t request{};
        small_task task;
        libuv_thread_pool* pool = nullptr;
    };

    /// On a thread of the queue. uv_cancel would take out a request that is known; a flag spares
    /// the list of them.
    void run(small_task& task) noexcept {
        if (cancelling_.load(std::memory_order_relaxed)) {
            task.drop();
            cancelled_.fetch_add(1, std::memory_order_relaxed); // uv_run, which sees the end of the
                                                                // request, makes it visible
        } else {
            task(uv_worker_queue::number());
        }
    }

    std::size_t width_;
    closed_flag closed_;
    std::atomic<bool> cancelling_ = false;
    std::atomic<std::size_t> cancelled_ = 0;
    uv_loop_t uv_{};
    std::deque<work> works_; // a deque: requests stay where they are
    std::vector<work*> free_; ///< of the submitter's thread, on which ends are reported as well
};

} // namespace crossover::engines
