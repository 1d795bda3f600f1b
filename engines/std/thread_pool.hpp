#pragma once

#include "engines/support/dropped_task.hpp"
#include "engines/support/pool_width.hpp"
#include "engines/support/threads.hpp"
#include "strategies/concepts.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// The pool of the textbooks (A. Williams, C++ Concurrency in Action, chapter 9): a deque of
/// std::function behind one mutex, on which workers wait with a condition variable. What most
/// people write; `ring` shows what it costs.
class std_thread_pool {
public:
    /// Starts `width` threads. Throws std::invalid_argument when `width` is 0, and
    /// error(machine_limit) when the system refuses a thread; those that were started end first.
    explicit std_thread_pool(std::size_t width) : width_(pool_width(width)) {
        start_threads(
            threads_, width, [this](std::size_t worker) { work(worker); },
            [this] { close(false); });
    }
    std_thread_pool(const std_thread_pool&) = delete;
    std_thread_pool& operator=(const std_thread_pool&) = delete;
    ~std_thread_pool() { shutdown(shutdown_mode::drain); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Hands a task over. Throws std::logic_error after shutdown(). Thread-safe.
    template <pool_task Task>
    void submit(Task task) {
        {
            const std::scoped_lock lock(mutex_);
            if (closed_) {
                throw std::logic_error(
                    "a task was submitted to a thread pool that was shut down; make a new pool");
            }
            tasks_.emplace_back([task = std::move(task)](std::size_t worker) mutable noexcept {
                run_or_drop(task, worker);
            });
            ++open_;
        }
        came_.notify_one();
    }

    /// Returns when all tasks that were submitted have ended.
    void drain() {
        std::unique_lock lock(mutex_);
        all_ended_.wait(lock, [this] { return open_ == 0; });
    }

    /// Ends the threads, once the tasks that wait have run or were taken out. Returns how many were
    /// taken out.
    std::size_t shutdown(shutdown_mode how) {
        const std::size_t cancelled = close(how == shutdown_mode::cancel);
        join_all(threads_);
        return cancelled;
    }

private:
    std::size_t close(bool cancel) {
        std::deque<std::function<void(std::size_t)>> dropped;
        {
            const std::scoped_lock lock(mutex_);
            closed_ = true;
            if (cancel) {
                dropped.swap(tasks_);
                open_ -= dropped.size();
            }
        }
        came_.notify_all();
        for (const auto& task : dropped) { // without the lock: it may call what it likes
            task(no_worker);
        }
        return dropped.size();
    }

    void work(std::size_t worker) {
        std::unique_lock lock(mutex_);
        for (;;) {
            came_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
            if (tasks_.empty()) {
                return;
            }
            run_first(lock, worker);
            if (--open_ == 0) {
                all_ended_.notify_all();
            }
        }
    }

    /// Without the lock, in which the task is destroyed as well: it may hold what calls the pool.
    void run_first(std::unique_lock<std::mutex>& lock, std::size_t worker) {
        {
            const auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task(worker);
        }
        lock.lock();
    }

    const std::size_t width_;
    std::mutex mutex_; ///< of what follows
    std::condition_variable came_; ///< a task, or the end
    std::condition_variable all_ended_;
    std::deque<std::function<void(std::size_t)>> tasks_;
    std::size_t open_ = 0; ///< submitted, and not ended
    bool closed_ = false;
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
