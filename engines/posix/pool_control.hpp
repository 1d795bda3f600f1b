#pragma once

#include "base/error.hpp"
#include "strategies/batch.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <sys/resource.h>

namespace crossover::engines {

/// What one worker tells its parent.
struct alignas(64) worker_slot {
    std::atomic<std::int64_t> current = -1; ///< the index it is running, -1 when none
    std::atomic<bool> cut_off = false; ///< a task has closed the descriptor that wakes the parent
    rusage used{}; ///< as it was when the worker last went to sleep
};

/// What parent and workers of a process pool share.
struct pool_control {
    static constexpr std::size_t text_bytes = 512;

    alignas(64) std::atomic<std::uint32_t> round = 0; ///< futex: a new number is a new batch
    std::atomic<bool> failing = false; ///< a task failed: what has not started does not start
    batch current; ///< written by the parent before `round`
    std::size_t width = 0; ///< how many draw from it
    alignas(64) std::atomic<std::size_t> next =
        0; ///< the next index to draw; may run beyond the last
    alignas(64) std::atomic<std::size_t> left =
        0; ///< tasks, or workers getting ready, that have not ended
    std::atomic<std::uint32_t> asleep = 0; ///< workers whose `used` is up to date
    std::atomic<bool> failure_taken = false; ///< who sets it first writes the text and the code
    exit_code failure_code = exit_code::success;
    std::array<char, text_bytes> failure_text{};
};

} // namespace crossover::engines
