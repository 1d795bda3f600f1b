#pragma once

#include "base/saturate.hpp"
#include "strategies/runner.hpp"
#include "strategies/stop.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace crossover {

/// Runs a batch under any contender and cancels it when its time is up: throws deadline_exceeded
/// then, and all that runner::run throws. A wait that blocks a thread or a process is not cut
/// short: then the call returns when those in flight have ended. Costs a thread.
///
/// The clock alone says who is late, not which thread wakes first: a batch that ends after its time
/// is late even when all its tasks have ended, and one whose time has passed before it begins (0 or
/// less) does not begin. `nanoseconds::max()` never comes.
inline void run_with_deadline(runner& contender, batch b, std::chrono::nanoseconds after) {
    const std::int64_t until_ns = from_now_ns(after);
    if (b.stop != nullptr && b.stop->stop_requested()) {
        throw batch_cancelled();
    }
    if (after <= std::chrono::nanoseconds::zero()) {
        throw deadline_exceeded(after);
    }
    std::stop_source source;
    const auto pass_on = [&source] { source.request_stop(); };
    const on_stop outside(b.stop, pass_on);
    const auto token = source.get_token();
    bool late = false;
    std::int64_t ended_ns = 0; ///< when all tasks had ended; 0 while they have not
    {
        const std::jthread clock([&](const std::stop_token& over) {
            std::mutex mutex;
            std::condition_variable_any sleep;
            std::unique_lock lock(mutex);
            const std::chrono::steady_clock::time_point until{std::chrono::nanoseconds(until_ns)};
            sleep.wait_until(lock, over, until, [] { return false; });
            if (!over.stop_requested()) {
                late = source.request_stop(); // false: the batch was cancelled from outside before
            }
        });
        b.stop = &token;
        try {
            contender.run(b);
            ended_ns = now_ns();
        } catch (const batch_cancelled&) {
            if (!source.stop_requested()) {
                throw;
            }
        }
    }
    if (ended_ns != 0 ? ended_ns >= until_ns : late) {
        throw deadline_exceeded(after);
    }
    if (ended_ns == 0) {
        throw batch_cancelled();
    }
}

} // namespace crossover
