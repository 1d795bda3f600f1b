#pragma once

#include "base/clock.hpp"
#include "base/futex.hpp"

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <sys/prctl.h>

/// Tasks that arrive one by one, whoever is still busy with those before: an open loop. One thread
/// of the bench's process lets each task go when it arrives; nothing that a contender does keeps
/// it from that. Where the queue before the limit is bounded, the same thread refuses those that
/// find it full, so that all strategies refuse alike.
namespace crossover {

/// When the tasks of a batch arrive and when each was let go. Lies, with its arrays, in memory that
/// worker processes share. One thread lets go, any may take.
struct arrival_plan {
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

    std::size_t tasks = 0;
    std::int64_t start_ns = 0; ///< of the batch, on the steady clock
    const std::int64_t* after_ns = nullptr; ///< of each task, from the start; never falls
    std::int64_t* released_ns = nullptr; ///< when each was let go, on the steady clock
    std::atomic<std::uint32_t> released = 0; ///< futex: so many have been
    std::atomic<std::uint32_t> taken = 0; ///< by workers that draw them one by one
    std::atomic<std::uint32_t> waiting = 0; ///< of those
    /// So many may be there that have arrived and not ended: the limit, and the queue before it.
    std::size_t room = unbounded;
    std::uint8_t* refused = nullptr; ///< of each task, whether it found no room: it is never run
    std::size_t admitted = 0; ///< by the thread that lets go, which alone knows it
    /// Of those that were admitted, so many have: counted where there is a bound. Apart from what
    /// workers draw from.
    alignas(64) std::atomic<std::size_t> ended = 0;

    /// When task i arrives, on the steady clock: its latency counts from here.
    [[nodiscard]] std::int64_t at(std::size_t i) const noexcept { return start_ns + after_ns[i]; }

    /// Before a batch of the first `n` tasks begins.
    void begin(std::size_t n, std::int64_t now) noexcept {
        tasks = n;
        start_ns = now;
        released.store(0, std::memory_order_relaxed);
        taken.store(0, std::memory_order_relaxed);
        admitted = 0;
        ended.store(0, std::memory_order_relaxed);
        if (is_bounded()) {
            std::memset(refused, 0, n);
        }
    }

    [[nodiscard]] bool is_bounded() const noexcept { return room != unbounded; }

    /// Whether task i was turned away. Known to whoever has seen that it, or one after it, was let
    /// go.
    [[nodiscard]] bool is_refused(std::size_t i) const noexcept {
        return is_bounded() && refused[i] != 0;
    }

    /// Task i arrives: whether there is room for it. On the thread that lets go.
    [[nodiscard]] bool admit(std::size_t i) noexcept {
        if (!is_bounded()) {
            return true;
        }
        if (admitted - ended.load(std::memory_order_acquire) >= room) {
            refused[i] = 1;
            return false;
        }
        ++admitted;
        return true;
    }

    /// A task that was admitted has its digest, or has failed: there is room for another.
    /// Thread-safe, and from any process.
    void end() noexcept {
        if (is_bounded()) {
            ended.fetch_add(1, std::memory_order_release);
        }
    }

    /// The task that has arrived and waits for the longest time, for a worker of any process, which
    /// passes over one that was refused; sleeps until there is one. Nothing once all were taken.
    /// Thread-safe.
    [[nodiscard]] std::optional<std::size_t> take() noexcept {
        for (;;) {
            auto next = taken.load(std::memory_order_relaxed);
            const auto there = released.load(std::memory_order_acquire);
            if (next < there) {
                if (taken.compare_exchange_weak(next, next + 1, std::memory_order_relaxed)) {
                    return next;
                }
            } else if (there >= tasks) {
                return std::nullopt;
            } else {
                waiting.fetch_add(1, std::memory_order_seq_cst);
                futex_wait(released, there, futex_reach::shared);
                waiting.fetch_sub(1, std::memory_order_relaxed);
            }
        }
    }
};

/// While it lives the calling thread wakes when it is to, and not up to 50 us later, which is what
/// the kernel grants itself to wake several threads at once.
class exact_sleeps {
public:
    exact_sleeps() noexcept : before_ns_(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0)) {
        ::prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    }
    exact_sleeps(const exact_sleeps&) = delete;
    exact_sleeps& operator=(const exact_sleeps&) = delete;
    ~exact_sleeps() { ::prctl(PR_SET_TIMERSLACK, before_ns_ > 0 ? before_ns_ : 0, 0, 0, 0); }

private:
    int before_ns_;
};

/// Sleeps until a time of the steady clock; returns at once when it has passed.
inline void sleep_until_ns(std::int64_t when_ns) noexcept {
    if (now_ns() >= when_ns) {
        return;
    }
    const timespec until = to_timespec(when_ns);
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

/// The generator: calls `release(i)` on the calling thread for task after task, each when it
/// arrives, and notes when that was; passes over those for which there is no room, and stops early
/// once `over()`. It never waits for what a task does, so that a contender that is late is late by
/// its own doing (G. Tene calls the opposite "coordinated omission"). Throws what `release` throws.
template <class Over, class Release>
void let_arrive(arrival_plan& plan, Over over, Release release) {
    const exact_sleeps exactly;
    for (std::size_t i = 0; i < plan.tasks && !over(); ++i) {
        sleep_until_ns(plan.at(i));
        const bool there_is_room = plan.admit(i); // before the clock is read: who has ended by then
        plan.released_ns[i] = now_ns(); // made the room
        if (there_is_room) {
            release(i);
        }
    }
}

/// The generator for workers that take: to be called by a thread that does nothing else. Once
/// `over()` it lets all go that are left, so that no worker waits for them.
template <class Over>
void let_arrive_for_takers(arrival_plan& plan, Over over) {
    let_arrive(plan, over, [&plan](std::size_t i) {
        plan.released.store(static_cast<std::uint32_t>(i) + 1, std::memory_order_seq_cst);
        if (plan.waiting.load(std::memory_order_seq_cst) > 0) {
            futex_wake(plan.released, 1, futex_reach::shared);
        }
    });
    plan.released.store(static_cast<std::uint32_t>(plan.tasks), std::memory_order_seq_cst);
    futex_wake(plan.released, INT_MAX, futex_reach::shared);
}

/// Task i arrives on the calling thread, which runs one task after another: returns when it is
/// there. Where the thread comes late, it has been busy, and the generator is not.
inline void await_arrival(const arrival_plan& plan, std::size_t i) noexcept {
    const auto at = plan.at(i);
    if (now_ns() >= at) {
        plan.released_ns[i] = at;
        return;
    }
    const exact_sleeps exactly;
    sleep_until_ns(at);
    plan.released_ns[i] = now_ns();
}

} // namespace crossover
