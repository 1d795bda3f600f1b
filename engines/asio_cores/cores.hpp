#pragma once

#include "base/error.hpp"
#include "base/process_limit.hpp"
#include "engines/asio_cores/live_tasks.hpp"
#include "engines/asio_cores/shared_work.hpp"
#include "engines/support/loop_descriptors.hpp"
#include "strategies/coro/ready_list.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <sched.h>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// An `io_context` and a thread for every core that the process may use, which run it until the
/// end. All that a loop's tasks do, they do on these threads.
class cores {
public:
    /// Calls on_stuck() on one of the threads, or in `join`, when every task that lives waits for
    /// another one.
    explicit cores(std::function<void()> on_stuck)
        : on_stuck_(std::move(on_stuck)), width_(usable()), context_(static_cast<int>(width_)) {
        threads_.reserve(width_);
        try {
            while (threads_.size() < width_) {
                threads_.emplace_back([this, index = threads_.size()] { work(index); });
            }
        } catch (const std::exception&
                     refused) { // std::bad_alloc, too, for what the library keeps of a thread
            const std::string number = std::to_string(threads_.size() + 1);
            stop();
            throw error(exit_code::machine_limit,
                        "cannot start thread " + number + " of " + std::to_string(width_) + " (" +
                            refused.what() + "); " + process_limit_advice());
        }
    }
    cores(const cores&) = delete;
    cores& operator=(const cores&) = delete;
    ~cores() { stop(); }

    /// Ends the threads, when each has come out of the handler it is in. What has not been run is
    /// dropped.
    void stop() noexcept {
        context_.stop();
        threads_.clear();
    }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// How many cores this process may use: a thread is started for each.
    static std::size_t usable() noexcept {
        cpu_set_t set;
        if (::sched_getaffinity(0, sizeof set, &set) == 0) {
            return static_cast<std::size_t>(CPU_COUNT(&set));
        }
        return std::max(std::thread::hardware_concurrency(),
                        1U); // more processors than the set holds
    }
    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }
    [[nodiscard]] live_tasks& tasks() noexcept { return tasks_; }

    /// The number of the calling thread, below `width()`. Precondition: it is one of ours.
    [[nodiscard]] static std::size_t index() noexcept { return here->index; }
    [[nodiscard]] bool is_one_of_ours() const noexcept {
        return here != nullptr && here->owner == this;
    }

    /// Resumes a coroutine on the calling thread, as soon as the one that runs there suspends or
    /// ends. Precondition: it is one of ours.
    static void resume_soon(coro::ready_node& coroutine) noexcept { here->ready.push(coroutine); }

    /// A task has ended on the calling thread.
    static void ended() noexcept { ++here->ended; }

    /// Resumes one coroutine on any thread. Thread-safe.
    void resume_anywhere(std::coroutine_handle<> coroutine) {
        boost::asio::post(context_,
                          [this, coroutine] { run([coroutine] { coroutine.resume(); }); });
    }

    /// Resumes shared coroutines, or begins them, on as many threads as there are.
    /// Thread-safe.
    void resume_anywhere(const std::shared_ptr<shared_work>& many) {
        for (std::size_t i = std::min(width_, many->size()); i > 0; --i) {
            boost::asio::post(context_, [this, many] { run([this, &many] { take_all(*many); }); });
        }
    }

    /// Runs what resumes coroutines, inside a handler of the context: everything that resumes any
    /// goes through this.
    template <class Resume>
    void run(const Resume& resume) {
        resume();
        here->ready.drain();
        if (here->ended > 0 && tasks_.end(std::exchange(here->ended, 0))) {
            on_stuck_();
        }
    }

    /// Waits until every task has ended. Not on one of our threads.
    void join() {
        if (tasks_.end(1)) { // the caller, who might have added more
            on_stuck_();
        }
        tasks_.join();
    }

    /// Shared work that has not begun is dropped from now on, or begun.
    void drop_beginners(bool drop) noexcept { dropping_.store(drop, std::memory_order_relaxed); }

private:
    /// What a thread keeps for itself, so that tasks that resume or end do not meet on a counter or
    /// a lock.
    struct core {
        cores* owner;
        std::size_t index;
        coro::ready_list ready;
        std::uint32_t ended = 0;
    };

    void work(std::size_t index) {
        core mine{.owner = this, .index = index, .ready = {}, .ended = 0};
        here = &mine;
        context_.run();
    }

    void take_all(shared_work& many) {
        const bool beginning = many.what() == shared_work::kind::begins;
        while (const auto coroutine = many.take()) {
            if (beginning && dropping_.load(std::memory_order_relaxed)) {
                coroutine.destroy();
                ended();
            } else {
                coroutine.resume();
            }
            here->ready.drain();
        }
    }

    inline static thread_local core* here = nullptr;

    [[no_unique_address]] loop_descriptors enough_; ///< before the context
    std::function<void()> on_stuck_;
    std::size_t width_;
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_ =
        boost::asio::make_work_guard(context_);
    live_tasks tasks_;
    std::atomic<bool> dropping_ = false;
    std::vector<std::jthread> threads_; // last: they end before what they use
};

} // namespace crossover::engines
