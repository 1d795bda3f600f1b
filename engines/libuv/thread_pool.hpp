#pragma once

#include "base/error.hpp"
#include "engines/libuv/check.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>
#include <uv.h>

namespace crossover::engines {

/// libuv's worker queue: each task is one `uv_queue_work`, whose end comes back to the loop.
///
/// The queue belongs to the process and its number of threads is read once, from UV_THREADPOOL_SIZE: a second pool of another
/// width in the same process is refused.
class libuv_thread_pool {
public:
    static constexpr std::size_t max_width = 1024; ///< libuv's own bound

    /// Why this process cannot have a pool of this width; empty when it can.
    static std::string refusal(std::size_t width) {
        if (width > max_width) {
            return "libuv's worker queue has at most " + std::to_string(max_width) + " threads";
        }
        if (fixed_width != 0 && fixed_width != width) {
            return "libuv's worker queue already has " + std::to_string(fixed_width) +
                   " threads in this process; run this limit in a process of its own";
        }
        return {};
    }

    /// Throws error(machine_limit) when `refusal(width)` has a reason.
    explicit libuv_thread_pool(std::size_t width) : width_(width) {
        if (const auto reason = refusal(width); !reason.empty()) {
            throw error(exit_code::machine_limit, reason);
        }
        fixed_width = width;
        ::setenv("UV_THREADPOOL_SIZE", std::to_string(width).c_str(), 1);
        uv_check(uv_loop_init(&uv_), "making a loop");
        start_threads();
    }
    libuv_thread_pool(const libuv_thread_pool&) = delete;
    libuv_thread_pool& operator=(const libuv_thread_pool&) = delete;
    ~libuv_thread_pool() { uv_loop_close(&uv_); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    template <class Task>
    void submit(Task task) {
        struct work {
            uv_work_t request;
            Task task;
        };
        auto* const queued = new work{{}, std::move(task)};
        queued->request.data = queued;
        const int result = uv_queue_work(
            &uv_, &queued->request, [](uv_work_t* w) { static_cast<work*>(w->data)->task(worker()); },
            [](uv_work_t* w, int /*status*/) { delete static_cast<work*>(w->data); });
        if (result < 0) {
            delete queued;
            uv_check(result, "queueing work");
        }
    }

    void drain() { uv_run(&uv_, UV_RUN_DEFAULT); }

private:
    /// libuv does not number its threads. They live as long as the process, so each draws its number once.
    static std::size_t worker() noexcept {
        static std::atomic<std::size_t> seen = 0;
        thread_local const std::size_t number = seen.fetch_add(1, std::memory_order_relaxed);
        return number;
    }

    /// libuv starts its threads with the first piece of work.
    void start_threads() {
        submit([](std::size_t /*worker*/) noexcept {});
        drain();
    }

    inline static std::size_t fixed_width = 0; ///< of the process; 0 before the first pool

    std::size_t width_;
    uv_loop_t uv_{};
};

} // namespace crossover::engines
