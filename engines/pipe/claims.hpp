#pragma once

#include <atomic>
#include <cstdint>

namespace crossover::engines {

/// Which of the tasks that were handed to a worker it has taken: the one thing that parent and
/// worker share, so that what waits behind a long task can be called back and given to a worker
/// that is idle.
///
/// One word holds a generation and a count of taken tasks. Every hand-over carries the generation
/// in which it was made; a recall begins the next one, so whatever was not taken before is void,
/// and the count tells which that is. A worker takes on a cache line of its own: a few nanoseconds,
/// for the parent touches it at a recall only.
class alignas(64) claims {
public:
    struct state {
        std::uint32_t generation = 0;
        std::uint32_t taken = 0; ///< since the beginning, modulo 2^32
    };

    /// The worker takes the next task that was handed over in `generation`. False: it was called
    /// back.
    [[nodiscard]] bool take(std::uint32_t generation) noexcept {
        std::uint64_t seen = word_.load(std::memory_order_relaxed);
        while (generation_of(seen) == generation) {
            if (word_.compare_exchange_weak(seen, packed(generation, taken_of(seen) + 1),
                                            std::memory_order_acq_rel, std::memory_order_relaxed)) {
                return true;
            }
        }
        return false;
    }

    /// Makes void whatever has not been taken. Either side; the state that follows.
    state recall() noexcept {
        std::uint64_t seen = word_.load(std::memory_order_relaxed);
        std::uint64_t next = 0;
        do {
            next = packed(generation_of(seen) + 1, taken_of(seen));
        } while (!word_.compare_exchange_weak(seen, next, std::memory_order_acq_rel,
                                              std::memory_order_relaxed));
        return {generation_of(next), taken_of(next)};
    }

    std::atomic<bool> cut_off = false; ///< a task has closed the worker's end of the socket
    std::atomic<std::int64_t> running =
        -1; ///< the index of the task that the worker is running, -1 when none

private:
    static std::uint64_t packed(std::uint32_t generation, std::uint32_t taken) noexcept {
        return std::uint64_t{generation} << 32 | taken;
    }
    static std::uint32_t generation_of(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word >> 32);
    }
    static std::uint32_t taken_of(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word);
    }

    std::atomic<std::uint64_t> word_ = 0;
};

} // namespace crossover::engines
