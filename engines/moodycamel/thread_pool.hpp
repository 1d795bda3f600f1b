#pragma once

#include "engines/support/closed_flag.hpp"
#include "engines/support/pool_width.hpp"
#include "engines/support/small_task.hpp"
#include "engines/support/threads.hpp"
#include "engines/support/wait_group.hpp"
#include "strategies/concepts.hpp"

#include <concurrentqueue/blockingconcurrentqueue.h>
#include <cstddef>
#include <cstdint>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// std::thread workers on a `BlockingConcurrentQueue`, with a producer token for the submitter and
/// a consumer token for each worker, as its documentation recommends.
///
/// It recommends to dequeue in bulk as well. That is left out: what a worker has taken nobody else
/// can have, and it would wait behind a long task while others are idle, which a pool here promises
/// not to let happen.
class moodycamel_thread_pool {
public:
    /// Starts `width` threads. Throws std::invalid_argument when `width` is 0, and
    /// error(machine_limit) when the system refuses a thread; those that were started end first.
    explicit moodycamel_thread_pool(std::size_t width) : width_(pool_width(width)) {
        start_threads(
            threads_, width, [this](std::size_t worker) { work(worker); },
            [this] { tell_to_end(threads_.size()); });
    }
    moodycamel_thread_pool(const moodycamel_thread_pool&) = delete;
    moodycamel_thread_pool& operator=(const moodycamel_thread_pool&) = delete;
    ~moodycamel_thread_pool() { shutdown(shutdown_mode::drain); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Hands a task over. One thread submits. Throws std::logic_error after shutdown(), and
    /// std::bad_alloc when the queue cannot grow.
    template <pool_task Task>
    void submit(Task task) {
        closed_.require_open();
        small_task made;
        made.set(task);
        put(made);
        open_.add();
    }

    /// Returns when all tasks that were submitted have ended. For the thread that submits.
    void drain() noexcept { open_.wait(); }

    /// Ends the threads, once the tasks that wait have run or were taken out. Returns how many were
    /// taken out.
    std::size_t shutdown(shutdown_mode how) {
        if (!closed_.close()) {
            return 0;
        }
        if (how == shutdown_mode::cancel) {
            for (small_task task; tasks_.try_dequeue(task);) {
                task.drop();
            }
        }
        tell_to_end(threads_.size());
        join_all(threads_);
        return open_.forget();
    }

private:
    using queue = moodycamel::BlockingConcurrentQueue<small_task>;

    void put(const small_task& task) {
        if (!tasks_.enqueue(submitter_, task)) {
            throw std::bad_alloc();
        }
    }

    /// A task that calls nothing ends the worker that takes it. What one producer puts in comes out
    /// in its order, so all that was submitted has been taken before.
    void tell_to_end(std::size_t workers) {
        for (; workers > 0; --workers) {
            put(small_task{});
        }
    }

    void work(std::size_t worker) {
        moodycamel::ConsumerToken mine(tasks_);
        std::int64_t ended = 0;
        for (small_task task;;) {
            if (!tasks_.try_dequeue(mine, task)) {
                report(ended);
                tasks_.wait_dequeue(mine, task);
            }
            if (task.call == nullptr) {
                report(ended);
                return;
            }
            task(worker);
            ++ended;
        }
    }

    /// Counts what a worker has ended when it runs out of work: one write to a shared counter for
    /// many tasks.
    void report(std::int64_t& ended) noexcept {
        if (ended > 0) {
            open_.done(std::exchange(ended, 0));
        }
    }

    const std::size_t width_;
    closed_flag closed_;
    wait_group open_;
    queue tasks_;
    moodycamel::ProducerToken submitter_{tasks_};
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
