#pragma once

#include "base/descriptors.hpp"
#include "engines/libuv/check.hpp"
#include "engines/support/loop_descriptors.hpp"
#include "engines/support/threads.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <sys/types.h>
#include <unistd.h>
#include <uv.h>

namespace crossover::engines {

/// The threads of libuv's worker queue, which read files and run what is queued. They belong to the
/// process; libuv starts them with the first piece of work, reads their number once, from
/// UV_THREADPOOL_SIZE, and ends the process (`abort`) when the system refuses one.
class uv_worker_queue {
public:
    static constexpr std::size_t max_width = 1024; ///< libuv's own bound

    /// How many threads this process has for it, or would start now.
    [[nodiscard]] static std::size_t width() {
        if (is_running()) {
            return width_;
        }
        const char* const said = std::getenv("UV_THREADPOOL_SIZE");
        const long threads = said == nullptr ? 4 : std::strtol(said, nullptr, 10);
        return static_cast<std::size_t>(
            std::clamp(threads, 1L, static_cast<long>(max_width))); // as libuv does
    }

    /// Whether `start` has succeeded in this process. A forked child has no threads yet.
    [[nodiscard]] static bool is_running() noexcept { return owner_ == ::getpid(); }

    /// Starts them, unless they are there. Throws error(machine_limit) when the system refuses a
    /// thread or a descriptor: that is found out before libuv is asked. What others take in the
    /// microseconds between is not seen. Not thread-safe.
    static void start() {
        if (is_running()) {
            return;
        }
        const std::size_t threads = width();
        require_free_descriptors(loop_descriptors::most, "libuv's worker queue");
        require_threads(threads);
        drawn_.store(0, std::memory_order_relaxed); // a forked child's threads are new ones
        run_something();
        width_ = threads;
        owner_ = ::getpid();
    }

    /// The same with so many threads. Precondition: is_running() is false.
    static void start(std::size_t threads) {
        ::setenv("UV_THREADPOOL_SIZE", std::to_string(threads).c_str(), 1);
        start();
    }

    /// The number of the calling thread, which is one of them, below width(): libuv does not number
    /// them. They live as long as the process, so each draws its number once.
    [[nodiscard]] static std::size_t number() noexcept {
        thread_local const std::size_t drawn = drawn_.fetch_add(1, std::memory_order_relaxed);
        return drawn;
    }

private:
    /// On a loop of its own: another one may have handles that keep it turning.
    static void run_something() {
        uv_loop_t loop{};
        uv_check(uv_loop_init(&loop), "making a loop");
        uv_work_t nothing{};
        const int queued = uv_queue_work(
            &loop, &nothing, [](uv_work_t* /*work*/) {},
            [](uv_work_t* /*work*/, int /*status*/) {});
        uv_run(&loop, UV_RUN_DEFAULT);
        uv_loop_close(&loop);
        uv_check(queued, "queueing work");
    }

    inline static std::size_t width_ = 0;
    inline static pid_t owner_ = 0;
    inline static std::atomic<std::size_t> drawn_ = 0;
};

} // namespace crossover::engines
