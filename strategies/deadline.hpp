#pragma once

#include "strategies/runner.hpp"
#include "strategies/stop.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace crossover {

/// Runs a batch under any contender and cancels it when its time is up: throws deadline_exceeded
/// then, and all that runner::run throws. A wait that blocks a thread or a process is not cut
/// short: then the call returns when those in flight have ended. Costs a thread.
inline void run_with_deadline(runner& contender, batch b, std::chrono::nanoseconds after) {
    std::stop_source source;
    const auto pass_on = [&source] { source.request_stop(); };
    const on_stop outside(b.stop, pass_on);
    const auto token = source.get_token();
    bool late = false;
    {
        const std::jthread clock([&](const std::stop_token& over) {
            std::mutex mutex;
            std::condition_variable_any sleep;
            std::unique_lock lock(mutex);
            sleep.wait_for(lock, over, after, [] { return false; });
            if (!over.stop_requested()) {
                late = source.request_stop(); // false: the batch was cancelled from outside before
            }
        });
        b.stop = &token;
        try {
            contender.run(b);
            return; // all tasks have ended
        } catch (const batch_cancelled&) {
            if (!source.stop_requested()) {
                throw;
            }
        }
    }
    if (late) {
        throw deadline_exceeded(after);
    }
    throw batch_cancelled();
}

} // namespace crossover
