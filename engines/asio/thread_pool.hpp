#pragma once

#include "engines/support/closed_flag.hpp"
#include "engines/support/dropped_task.hpp"
#include "engines/support/pool_width.hpp"
#include "engines/support/threads.hpp"
#include "engines/support/wait_group.hpp"
#include "strategies/concepts.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// `asio::thread_pool`: each task is posted to it.
///
/// Its threads are ours and join it with `attach()`. Those that it starts itself hang in its
/// constructor when the system refuses one (Boost 1.81): the ones that were started are joined and
/// never told to leave.
class asio_thread_pool {
public:
    /// Starts `width` threads. Throws std::invalid_argument when `width` is 0, and
    /// error(machine_limit) when the system refuses a thread; those that were started end first.
    explicit asio_thread_pool(std::size_t width) : width_(pool_width(width)) {
        start_threads(
            threads_, width,
            [this](std::size_t number) {
                worker = number;
                pool_.attach();
            },
            [this] { pool_.stop(); });
    }
    asio_thread_pool(const asio_thread_pool&) = delete;
    asio_thread_pool& operator=(const asio_thread_pool&) = delete;
    ~asio_thread_pool() { shutdown(shutdown_mode::drain); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Posts a task. Throws std::logic_error after shutdown().
    template <pool_task Task>
    void submit(Task task) {
        closed_.require_open();
        boost::asio::post(pool_, [this, task = std::move(task)]() mutable noexcept {
            run(Task(std::move(task))); // which is gone when its end is told
            open_.done(); // perhaps before it was added
        });
        open_.add();
    }

    void drain() noexcept { open_.wait(); }

    /// Ends the threads, once the tasks that wait have run or were passed over: `stop()` would
    /// leave them until the pool is destroyed. Returns how many were passed over.
    std::size_t shutdown(shutdown_mode how) {
        if (!closed_.close()) {
            return 0;
        }
        cancelling_.store(how == shutdown_mode::cancel, std::memory_order_relaxed);
        pool_.wait(); // lets the threads go when nothing is left to do
        join_all(threads_);
        open_.forget();
        return cancelled_.load(std::memory_order_relaxed);
    }

private:
    template <class Task>
    void run(Task task) noexcept {
        if (!cancelling_.load(std::memory_order_relaxed)) {
            task(worker);
        } else {
            run_or_drop(task, no_worker);
            cancelled_.fetch_add(1, std::memory_order_relaxed); // joining makes it visible
        }
    }

    inline static thread_local std::size_t worker = 0; ///< Asio does not number its threads

    std::size_t width_;
    closed_flag closed_;
    std::atomic<bool> cancelling_ = false;
    std::atomic<std::size_t> cancelled_ = 0;
    wait_group open_;
    boost::asio::thread_pool pool_{0};
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
