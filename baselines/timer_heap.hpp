#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <ctime>
#include <vector>

namespace crossover::baselines {

/// Sleeping coroutines in a binary heap, woken by one thread that sleeps until the earliest
/// deadline: no library at all.
class timer_heap {
public:
    struct sleep {
        timer_heap& timers;
        std::int64_t deadline_ns;
        static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> task) {
            timers.heap_.push_back({deadline_ns, task});
            std::ranges::push_heap(timers.heap_, later);
        }
        static void await_resume() noexcept {}
    };

    [[nodiscard]] sleep after(std::int64_t ns) { return {*this, now_ns() + ns}; }

    /// Turns until nobody sleeps.
    void run() {
        while (!heap_.empty()) {
            const timespec until = to_timespec(heap_.front().deadline_ns);
            ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
            for (const auto now = now_ns(); !heap_.empty() && heap_.front().deadline_ns <= now;) {
                std::ranges::pop_heap(heap_, later);
                const auto task = heap_.back().task;
                heap_.pop_back();
                task.resume();
            }
        }
    }

private:
    struct sleeper {
        std::int64_t deadline_ns;
        std::coroutine_handle<> task;
    };
    static bool later(const sleeper& a, const sleeper& b) noexcept {
        return a.deadline_ns > b.deadline_ns;
    }

    std::vector<sleeper> heap_;
};

} // namespace crossover::baselines
