#pragma once

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "strategies/arrivals.hpp"
#include "strategies/failure_slot.hpp"
#include "strategies/stop.hpp"
#include "workloads/wait.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stop_token>

namespace crossover {

/// When one task ran, on the steady clock.
struct stamp {
    std::int64_t started_ns = 0; ///< the task was let in: it is in flight from here
    std::int64_t ended_ns = 0; ///< its digest is there
};

/// What one task leaves.
struct outcome {
    std::uint64_t digest = 0;
    stamp when; ///< zero unless it was to be stamped
};

/// All tasks of a cell, started together, and where their outcomes go: task i fills results[i] and
/// stamps[i]. The arrays lie in memory that is shared with child processes that were forked after
/// it was allocated.
///
/// A batch fails fast: the first failure ends it. With `failures` it collects: the failure of task
/// i goes to failures[i], and ends nothing. With `stop` it can be cancelled from any thread: what
/// waits on a loop is cancelled, what has not started does not start, and what blocks a thread or a
/// process runs to its end.
struct batch {
    std::size_t tasks = 0;
    std::uint64_t* results = nullptr;
    stamp* stamps = nullptr; ///< null: the batch is timed as a whole only
    /// What the digests of this batch are made with beside what they are of: the workload has been
    /// told, so that a strategy need not know it. 0: nothing.
    std::uint64_t salt = 0;
    failure_slot* failures = nullptr; ///< null: the batch fails fast
    const std::stop_token* stop =
        nullptr; ///< null: nobody outside can cancel it; never looked at in another process
    arrival_plan* arrivals = nullptr; ///< null: all tasks are there when the batch begins;
                                      ///< else those that it refuses are never run
};

/// A workload whose tasks take several steps, each of which either waits or computes. What a task
/// has come to is carried from step to step, from `before_steps` on, and is its digest after the
/// last.
template <class W>
concept stepped = requires(const W& w, std::size_t i, std::size_t step, std::uint64_t carried) {
    { w.steps() } -> std::same_as<std::size_t>;
    { w.before_steps(i) } -> std::same_as<std::uint64_t>;
    { w.waits_in(step) } -> std::same_as<bool>;
    { w.wait_step(i, step) } -> std::same_as<typename W::wait_type>;
    { w.compute_step(i, step, carried) } -> std::same_as<std::uint64_t>;
};

/// Runs task i from begin to end on the calling thread, which blocks as often as the task waits.
/// Returns its digest.
template <stepped W, class Blocking>
std::uint64_t run_steps(const W& work, Blocking& waiter, std::size_t i, std::size_t slot) {
    std::uint64_t carried = work.before_steps(i);
    for (std::size_t step = 0; step < work.steps(); ++step) {
        carried = work.waits_in(step) ? combine(carried, waiter.wait(work.wait_step(i, step), slot))
                                      : work.compute_step(i, step, carried);
    }
    return carried;
}

/// What task i comes to. The salt is the batch's: a workload that takes one would look for it in
/// memory that worker processes share, two reads further on.
template <class W>
std::uint64_t compute_salted(const W& work, std::size_t i, std::uint64_t answer,
                             std::uint64_t salt) {
    if constexpr (requires { work.compute(i, answer, salt); }) {
        return work.compute(i, answer, salt);
    } else {
        return work.compute(i, answer);
    }
}

/// One batch of one workload: what each strategy does with each task. Thread-safe for different
/// indices.
///
/// It lies on the stack of the thread that runs the batch, whose calls write beside it while all
/// workers read it: it shares a cache line with nothing.
template <class W>
class alignas(64) tasks_of {
public:
    tasks_of(const W& work, const batch& b) noexcept
        : work_(work), batch_(b), noted_(b.stamps != nullptr || b.arrivals != nullptr) {}

    static constexpr bool waits = !std::same_as<typename W::wait_type, wait::none>;
    static constexpr bool is_stepped = stepped<W>;

    [[nodiscard]] std::size_t count() const noexcept { return batch_.tasks; }

    [[nodiscard]] bool collects() const noexcept { return batch_.failures != nullptr; }
    [[nodiscard]] const std::stop_token* stop() const noexcept { return batch_.stop; }
    [[nodiscard]] bool stopped() const noexcept {
        return batch_.stop != nullptr && batch_.stop->stop_requested();
    }

    /// To be called when the batch has ended: throws batch_cancelled when it was to stop.
    void throw_if_stopped() const {
        if (stopped()) {
            throw batch_cancelled();
        }
    }

    /// In a handler: keeps the failure of task i when the batch collects, else rethrows it.
    void fail(std::size_t i) const {
        if (!collects()) {
            throw;
        }
        batch_.failures[i].keep_current();
        leave(i);
    }

    /// Task i is in flight.
    void begin(std::size_t i) const noexcept {
        if (noted_) [[unlikely]] {
            note_begin(i);
        }
    }

    [[nodiscard]] auto wait(std::size_t i) const { return work_.wait(i); }

    /// Of a stepped workload.
    [[nodiscard]] std::size_t steps() const { return work_.steps(); }
    [[nodiscard]] std::uint64_t before_steps(std::size_t i) const { return work_.before_steps(i); }
    [[nodiscard]] bool waits_in(std::size_t step) const { return work_.waits_in(step); }
    [[nodiscard]] auto wait(std::size_t i, std::size_t step) const {
        return work_.wait_step(i, step);
    }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::size_t step,
                                        std::uint64_t carried) const {
        return work_.compute_step(i, step, carried);
    }

    /// The wait of task i is over: computes, and stores the digest.
    void finish(std::size_t i, std::uint64_t answer) const {
        store(i, compute_salted(work_, i, answer, batch_.salt));
    }

    /// Task i has its digest.
    void store(std::size_t i, std::uint64_t digest) const noexcept {
        batch_.results[i] = digest;
        if (noted_) [[unlikely]] {
            note_end(i);
        }
    }

    /// Runs task i from begin to end on the calling thread, which blocks while the task waits.
    /// Throws what it throws, unless the batch collects.
    template <class Blocking>
    void run_blocking(Blocking& waiter, std::size_t i, std::size_t slot) const {
        try {
            begin(i);
            if constexpr (is_stepped) {
                store(i, run_steps(work_, waiter, i, slot));
            } else {
                finish(i, waiter.wait(wait(i), slot));
            }
        } catch (...) {
            fail(i);
        }
    }

private:
    /// Apart, so that what a batch that is only timed does for each task stays small.
    [[gnu::noinline]] void note_begin(std::size_t i) const noexcept {
        if (batch_.stamps != nullptr) {
            batch_.stamps[i].started_ns = now_ns();
        }
    }
    [[gnu::noinline]] void note_end(std::size_t i) const noexcept {
        if (batch_.stamps != nullptr) {
            batch_.stamps[i].ended_ns = now_ns();
        }
        leave(i);
    }

    /// Task i is no longer there: after its stamp.
    void leave(std::size_t i) const noexcept {
        if (batch_.arrivals != nullptr) {
            batch_.arrivals->end(i);
        }
    }

    const W& work_;
    batch batch_;
    bool noted_; ///< when tasks begin and end is noted: stamps, or arrivals
};

} // namespace crossover
