#pragma once

#include "base/clock.hpp"
#include "base/futex.hpp"
#include "base/short_slice.hpp"

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <sys/prctl.h>
#include <unistd.h>

/// Tasks that arrive one by one, whoever is still busy with those before: an open loop. One thread
/// of the bench's process lets each task go when it arrives; nothing that a contender does keeps
/// it from that. Where the queue before the limit is bounded, the same thread refuses those that
/// find it full, so that all strategies refuse alike.
namespace crossover {

/// Whoever sends tasks while a batch runs, where their arrivals were not drawn beforehand: the
/// clients of a service. Called by the thread that lets go, and by no other meanwhile.
class arrival_source {
public:
    arrival_source() = default;
    arrival_source(const arrival_source&) = delete;
    arrival_source& operator=(const arrival_source&) = delete;
    virtual ~arrival_source() = default;

    /// Waits for task i, which has arrived when this returns true. False: none comes any more, and
    /// those that came have ended, or `over()`, which it asks every few milliseconds.
    [[nodiscard]] virtual bool next(std::size_t i, const std::function<bool()>& over) noexcept = 0;
};

/// Tells a source which tasks have ended. Lies in memory that worker processes share.
struct end_log {
    std::atomic<std::uint32_t>* tasks = nullptr; ///< i + 1 of each that ended, in that order; 0:
                                                 ///< not yet
    std::atomic<std::uint32_t> source_sleeps = 0;
    int wakes_source = -1; ///< an eventfd, opened before the workers were forked

    /// From any thread and process. One system call where the source sleeps, none where it is busy.
    void add(std::size_t place, std::size_t i) noexcept {
        tasks[place].store(static_cast<std::uint32_t>(i) + 1, std::memory_order_seq_cst);
        if (source_sleeps.load(std::memory_order_seq_cst) != 0 && source_sleeps.exchange(0) != 0) {
            const std::uint64_t one = 1;
            while (::write(wakes_source, &one, sizeof one) < 0 && errno == EINTR) {
            }
        }
    }
};

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
    arrival_source* source = nullptr; ///< null: `after_ns` was drawn. Else the source fills it in,
                                      ///< there is a bound, and the tasks that never came count as
                                      ///< refused
    end_log log; ///< with a source

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
        for (std::size_t place = 0; source != nullptr && place < n; ++place) {
            log.tasks[place].store(0, std::memory_order_relaxed);
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

    /// Task i, which was admitted, has its digest, or has failed: there is room for another.
    /// Thread-safe, and from any process.
    void end(std::size_t i) noexcept {
        if (is_bounded()) {
            const auto place = ended.fetch_add(1, std::memory_order_release);
            if (source != nullptr) {
                log.add(place, i);
            }
        }
    }

    /// No task comes any more from task i on. On the thread that lets go.
    void close(std::size_t i) noexcept { std::memset(refused + i, 1, tasks - i); }

    /// The first task from `i` on that was admitted; `there` where none before that was. Those
    /// before `there` have been let go.
    [[nodiscard]] std::uint32_t next_admitted(std::uint32_t i, std::uint32_t there) const noexcept {
        while (i < there && is_refused(i)) {
            ++i;
        }
        return i;
    }

    /// The task that has arrived and waits for the longest time, for a worker of any process;
    /// sleeps until there is one. Passes over those that were refused, however many in one step,
    /// and adds how many to `passed_over`. Nothing once all were taken. Thread-safe.
    [[nodiscard]] std::optional<std::size_t> take(std::size_t& passed_over) noexcept {
        for (;;) {
            auto first = taken.load(std::memory_order_relaxed);
            const auto there = released.load(std::memory_order_acquire);
            if (first < there) {
                const auto next = next_admitted(first, there);
                const auto rest = next < there ? next + 1 : there;
                if (taken.compare_exchange_weak(first, rest, std::memory_order_relaxed)) {
                    passed_over += next - first;
                    if (next < there) {
                        return next;
                    }
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

/// Task i has arrived: calls `release(i)`, unless there is no room for it.
template <class Release>
void let_go(arrival_plan& plan, std::size_t i, Release& release) {
    const bool there_is_room = plan.admit(i); // before the clock is read: who has ended by then
    plan.released_ns[i] = now_ns(); // made the room
    if (there_is_room) {
        release(i);
    }
}

/// The generator of arrivals that have a source: lets each go when it is brought.
template <class Over, class Release>
void let_come(arrival_plan& plan, Over& over, Release& release) {
    const std::function<bool()> is_over = [&over] { return over(); };
    std::size_t i = 0;
    for (; plan.source->next(i, is_over); ++i) {
        let_go(plan, i, release);
    }
    plan.close(i);
}

/// The generator: calls `release(i)` on the calling thread for task after task, each when it
/// arrives, and notes when that was; passes over those for which there is no room, and stops early
/// once `over()`. It never waits for what a task does, so that a contender that is late is late by
/// its own doing (G. Tene calls the opposite "coordinated omission"). Throws what `release` throws.
/// With a source it has usual slices: it then does a server's work for its clients.
template <class Over, class Release>
void let_arrive(arrival_plan& plan, Over over, Release release) {
    const exact_sleeps exactly;
    if (plan.source != nullptr) {
        let_come(plan, over, release);
        return;
    }
    const short_slice promptly; // a contender that computes on all cores lets it in
    for (std::size_t i = 0; i < plan.tasks && !over(); ++i) {
        sleep_until_ns(plan.at(i));
        let_go(plan, i, release);
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
