#pragma once

#include "base/error.hpp"
#include "base/relax.hpp"
#include "engines/futex.hpp"
#include "engines/task_ring.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// A pool of std::thread that takes tasks one by one from a lock-free ring.
///
/// What makes posting cheap is not waking: a sleeper is woken only when none is on its way already; one that finds work and sees
/// more wakes two others, so that a large pool fills up in a logarithmic number of steps and the submitter goes on submitting.
class ring_thread_pool {
public:
    /// Starts `width` threads. Throws error(machine_limit) when the system refuses one; those that were started end first.
    explicit ring_thread_pool(std::size_t width) {
        threads_.reserve(width);
        try {
            while (threads_.size() < width) {
                threads_.emplace_back([this, worker = threads_.size()] { work(worker); });
            }
        } catch (const std::system_error& refused) {
            end();
            throw error(exit_code::machine_limit, "cannot start thread " + std::to_string(threads_.size() + 1) +
                                                      " of " + std::to_string(width) + " (" + refused.what() +
                                                      "); lower --limit or raise the process limit with ulimit -u");
        }
    }
    ring_thread_pool(const ring_thread_pool&) = delete;
    ring_thread_pool& operator=(const ring_thread_pool&) = delete;
    ~ring_thread_pool() { end(); }

    [[nodiscard]] std::size_t width() const noexcept { return threads_.size(); }

    /// Hands a task over; waits while the ring is full. The task gets its worker's number and must not throw. One thread submits.
    template <class Task>
    void submit(Task task) noexcept {
        ++submitted_;
        while (!ring_.push(task)) {
            await_room();
        }
        std::atomic_thread_fence(std::memory_order_seq_cst); // the push before the look at who sleeps
        wake(1);
    }

    /// Returns when all tasks that were submitted have ended. For the thread that submits.
    void drain() noexcept {
        open_.fetch_add(std::exchange(submitted_, 0), std::memory_order_acq_rel);
        for (auto left = open_.load(std::memory_order_acquire); left != 0;
             left = open_.load(std::memory_order_acquire)) {
            open_.wait(left, std::memory_order_acquire);
        }
    }

private:
    /// 4096 slots of a cache line fit in a second-level cache; a submitter that is so far ahead may as well wait.
    static constexpr std::size_t ring_slots = 4096;
    /// About 1 us: shorter than falling asleep and being woken, too short to starve a submitter on the same core.
    static constexpr int spins = 25;
    /// A submitter that waited finds room for so many tasks from one worker alone: one wake-up for all of them.
    static constexpr std::int64_t room_step = 256;

    void wake(int count) noexcept {
        if (sleepers_.load(std::memory_order_relaxed) > 0 && !waking_.exchange(true, std::memory_order_seq_cst)) {
            signal_.fetch_add(1, std::memory_order_seq_cst);
            futex_wake(signal_, count, futex_reach::process);
        }
    }

    void work(std::size_t worker) noexcept {
        task_ring::entry task;
        std::int64_t ended = 0;
        while (take(task, ended)) {
            task(worker);
            if (++ended % room_step == 0) {
                make_room();
            }
        }
    }

    /// Sleeps until a worker has seen that the ring is full, and took tasks out. The submitter would otherwise keep a core from the
    /// workers, for as long as it is ahead of them.
    void await_room() noexcept {
        const std::uint32_t seen = room_.load(std::memory_order_seq_cst);
        full_.store(true, std::memory_order_seq_cst);
        std::atomic_thread_fence(std::memory_order_seq_cst); // announced before the last look
        if (ring_.is_full()) {
            futex_wait(room_, seen, futex_reach::process);
        }
    }

    /// Wakes a submitter that waits for room. Each worker calls it every `room_step` tasks, and when it finds the ring empty: so
    /// whoever takes the last task of a full ring does.
    void make_room() noexcept {
        std::atomic_thread_fence(std::memory_order_seq_cst); // the tasks were taken before the look at who waits
        if (full_.load(std::memory_order_relaxed) && full_.exchange(false, std::memory_order_seq_cst)) {
            room_.fetch_add(1, std::memory_order_seq_cst);
            futex_wake(room_, 1, futex_reach::process);
        }
    }

    /// Counts what a worker has ended, when it runs out of work: one write to a shared counter for many tasks.
    void report(std::int64_t& ended) noexcept {
        const auto n = std::exchange(ended, 0);
        if (n > 0 && open_.fetch_sub(n, std::memory_order_acq_rel) == n) {
            open_.notify_one();
        }
    }

    /// Waits for a task. False when the pool is ending and no task is left.
    bool take(task_ring::entry& task, std::int64_t& ended) noexcept {
        for (int i = 0; i < spins; ++i) {
            if (ring_.pop(task)) {
                return true;
            }
            relax();
        }
        report(ended);
        make_room();
        for (;;) {
            const std::uint32_t seen = signal_.load(std::memory_order_seq_cst);
            sleepers_.fetch_add(1, std::memory_order_seq_cst);
            // A wake-up under way has found a worker: this one. It must be over before the last look into the ring, for then a push
            // that the look misses finds it over and wakes again; a wake-up that nobody slept for ends here as well.
            waking_.store(false, std::memory_order_seq_cst);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            const bool found = ring_.pop(task);
            const bool ending = ending_.load(std::memory_order_acquire);
            if (!found && !ending) {
                futex_wait(signal_, seen, futex_reach::process);
            }
            sleepers_.fetch_sub(1, std::memory_order_seq_cst);
            if (found) {
                if (ring_.has_task()) {
                    wake(2);
                }
                return true;
            }
            if (ending) {
                return false;
            }
        }
    }

    void end() noexcept {
        ending_.store(true, std::memory_order_release);
        signal_.fetch_add(1, std::memory_order_seq_cst);
        futex_wake(signal_, INT_MAX, futex_reach::process);
        for (auto& thread : threads_) {
            thread.join();
        }
    }

    task_ring ring_{ring_slots};
    alignas(64) std::atomic<std::uint32_t> signal_ = 0;
    std::atomic<int> sleepers_ = 0;
    std::atomic<bool> waking_ = false;
    std::atomic<bool> ending_ = false;
    alignas(64) std::atomic<std::uint32_t> room_ = 0; ///< futex: a new number, there may be room
    std::atomic<bool> full_ = false; ///< a submitter waits for room
    std::int64_t submitted_ = 0; ///< since the last drain; the submitter's own
    /// Tasks that were submitted before the last drain and have not been reported as ended; below zero while workers
    /// are ahead of the next drain.
    alignas(64) std::atomic<std::int64_t> open_ = 0;
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
