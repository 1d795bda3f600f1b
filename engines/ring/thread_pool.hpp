#pragma once

#include "base/clock.hpp"
#include "base/futex.hpp"
#include "base/relax.hpp"
#include "engines/ring/consumer.hpp"
#include "engines/ring/overflow.hpp"
#include "engines/ring/task_ring.hpp"
#include "engines/support/closed_flag.hpp"
#include "engines/support/pool_width.hpp"
#include "engines/support/small_task.hpp"
#include "engines/support/threads.hpp"
#include "engines/support/wait_group.hpp"
#include "strategies/concepts.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// A pool of std::thread that takes tasks from a lock-free ring: long ones one by one, short ones
/// in ranges, which others take from when nothing else is left. A task may wait for one that was
/// submitted before it, and must not wait for one submitted after.
///
/// What makes posting cheap is not waking: a sleeper is woken only when none is on its way already;
/// one that finds work and sees more wakes two others, so that a large pool fills up in a
/// logarithmic number of steps and the submitter goes on submitting.
///
/// Whoever announces something and then looks (a worker: that it sleeps, then into the ring; the
/// submitter: a task, then who sleeps) does so with a read-modify-write of one variable, in which
/// the later of the two sees all that the earlier did before. No fence is needed, and
/// ThreadSanitizer, which does not know fences, can judge all of it.
class ring_thread_pool {
public:
    /// Starts `width` threads. Throws std::invalid_argument when `width` is 0, and
    /// error(machine_limit) when the system refuses a thread; those that were started end first.
    explicit ring_thread_pool(std::size_t width)
        : width_(pool_width(width)), room_mask_(room_step(width) - 1), ring_(ring_slots, width) {
        start_threads(
            threads_, width, [this](std::size_t worker) { work(worker); },
            [this] { tell_to_end(); });
    }
    ring_thread_pool(const ring_thread_pool&) = delete;
    ring_thread_pool& operator=(const ring_thread_pool&) = delete;
    ~ring_thread_pool() { shutdown(shutdown_mode::drain); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Hands a task over; waits while the ring is full. The task gets its worker's number. One
    /// thread submits. Throws std::logic_error after shutdown().
    template <pool_task Task>
    void submit(Task task) {
        closed_.require_open();
        open_.add();
        if (overflow_.is_empty()) {
            while (!ring_.push(task)) {
                await_room();
            }
        } else {
            queue_behind(task);
        }
        wake(1);
    }

    /// The same for a thread that must not wait, as a loop's: what the ring has no room for stands
    /// in a queue behind it. Throws std::bad_alloc as well.
    template <pool_task Task>
    void post(Task task) {
        closed_.require_open();
        if (!overflow_.is_empty() || !ring_.push(task)) {
            queue_behind(task);
        }
        open_.add();
        wake(1);
    }

    /// True when there was a task that no worker had taken. From any thread.
    [[nodiscard]] bool has_waiting() const noexcept {
        return ring_.has_task() || !overflow_.is_empty();
    }

    /// Returns when all tasks that were submitted have ended. For the thread that submits.
    void drain() noexcept { open_.wait(); }

    /// Ends the threads, once the tasks that wait in the ring have run or were taken out. Returns
    /// how many were taken out.
    std::size_t shutdown(shutdown_mode how) noexcept {
        if (!closed_.close()) {
            return 0;
        }
        if (how == shutdown_mode::cancel) {
            ring_consumer own(ring_, 0);
            for (small_task task; own.take_any(task);) { // singly: that needs no range of its own
                task.drop();
            }
            for (small_task task; take_overflow(task, own);) {
                task.drop();
            }
        }
        tell_to_end();
        join_all(threads_);
        return open_.forget();
    }

private:
    /// 4096 slots of a cache line fit in a second-level cache; a submitter that is so far ahead may
    /// as well wait.
    static constexpr std::size_t ring_slots = 4096;
    /// How long a worker that finds the ring empty looks again: shorter than falling asleep and
    /// being woken (2 to 9 us), too short to starve a submitter on the same core. A time and not a
    /// count, for a pause takes from 1 to 45 ns, depending on the processor.
    static constexpr std::int64_t spin_ns = 1000;

    /// After so many tasks a worker wakes a submitter that waits, a power of two: half of the ring
    /// among eight workers or fewer, so that one wake-up serves for many tasks; wider pools empty
    /// the ring before.
    static constexpr std::int64_t room_step(std::size_t width) noexcept {
        return static_cast<std::int64_t>(
            std::bit_floor(ring_slots / 2 / std::clamp<std::size_t>(width, 1, 8)));
    }

    /// A task may wait for one that came before it: so it stands in line.
    template <class Task>
    void queue_behind(const Task& task) {
        small_task made;
        made.set(task);
        overflow_.push(made);
    }

    /// What came after all that the ring holds.
    bool take_overflow(small_task& task, ring_consumer& own) noexcept {
        return overflow_.take(task, [&own](small_task& into) { return own.take_unclaimed(into); });
    }

    /// Wakes at most `count` workers, unless a wake-up is under way, whose worker will look into
    /// the ring after this.
    void wake(int count) noexcept {
        if (sleepers_.fetch_add(0, std::memory_order_acq_rel) > 0 &&
            !waking_.exchange(true, std::memory_order_acq_rel)) {
            rouse(count);
        }
    }

    /// Apart, so that the look before it costs no call.
    [[gnu::noinline]] void rouse(int count) noexcept {
        signal_.fetch_add(1, std::memory_order_release);
        futex_wake(signal_, count, futex_reach::process);
    }

    void work(std::size_t worker) noexcept {
        small_task task;
        std::int64_t ended = 0;
        ring_consumer own(ring_, worker);
        while (take(task, ended, own)) {
            task(worker);
            if ((++ended & room_mask_) == 0) {
                make_room();
            }
        }
    }

    /// Sleeps until a worker has seen that the ring is full, and took tasks out. The submitter
    /// would otherwise keep a core from the workers, for as long as it is ahead of them.
    void await_room() noexcept {
        const std::uint32_t seen = room_.load(std::memory_order_acquire);
        full_.exchange(true, std::memory_order_acq_rel); // announced before the last look
        if (ring_.is_full()) {
            futex_wait(room_, seen, futex_reach::process);
        }
    }

    /// Wakes a submitter that waits for room. Each worker calls it every so many tasks, and when it
    /// finds the ring empty: so whoever takes the last task of a full ring does.
    void make_room() noexcept {
        if (full_.exchange(
                false,
                std::memory_order_acq_rel)) { // the tasks were taken before the look at who waits
            room_.fetch_add(1, std::memory_order_release);
            futex_wake(room_, 1, futex_reach::process);
        }
    }

    /// Counts what a worker has ended, when it runs out of work: one write to a shared counter for
    /// many tasks.
    void report(std::int64_t& ended) noexcept {
        if (ended > 0) {
            open_.done(std::exchange(ended, 0));
        }
    }

    /// Waits for a task. False when the pool is ending and no task is left.
    bool take(small_task& task, std::int64_t& ended, ring_consumer& own) noexcept {
        if (own.take(task) || take_overflow(task, own)) {
            return true;
        }
        for (const auto until = now_ns() + spin_ns; now_ns() < until;) {
            relax();
            if (own.take_unclaimed(task) || take_overflow(task, own)) {
                return true;
            }
        }
        report(ended);
        make_room();
        for (;;) {
            const std::uint32_t seen = signal_.load(std::memory_order_acquire);
            // A wake-up under way has found a worker: this one. It is over before the worker
            // announces that it sleeps, so a push that its last look into the ring misses finds it
            // over and wakes again; a wake-up that nobody slept for ends here as well.
            waking_.store(false, std::memory_order_relaxed);
            sleepers_.fetch_add(1, std::memory_order_acq_rel);
            const bool ending = ending_.load(
                std::memory_order_acquire); // before the look: what was submitted earlier is seen
            const bool found = own.take_any(task) || take_overflow(task, own);
            if (!found && !ending) {
                futex_wait(signal_, seen, futex_reach::process);
            }
            sleepers_.fetch_sub(1, std::memory_order_acq_rel);
            if (found) {
                if (has_waiting()) {
                    wake(2);
                }
                return true;
            }
            if (ending) {
                return false;
            }
        }
    }

    void tell_to_end() noexcept {
        ending_.store(true, std::memory_order_release);
        signal_.fetch_add(
            1, std::memory_order_release); // who sees the new number sees that the pool is ending
        futex_wake(signal_, INT_MAX, futex_reach::process);
    }

    const std::size_t width_;
    const std::int64_t room_mask_;
    closed_flag closed_;
    task_ring ring_;
    task_overflow overflow_; ///< what came after all that is in the ring
    alignas(64) std::atomic<std::uint32_t> signal_ = 0;
    std::atomic<int> sleepers_ = 0;
    std::atomic<bool> waking_ = false;
    std::atomic<bool> ending_ = false;
    alignas(64) std::atomic<std::uint32_t> room_ = 0; ///< futex: a new number, there may be room
    std::atomic<bool> full_ = false; ///< a submitter waits for room
    wait_group open_;
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
