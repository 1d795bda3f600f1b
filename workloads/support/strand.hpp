#pragma once

#include "base/futex.hpp"
#include "base/relax.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <sched.h>

namespace crossover::workloads {

/// A queue whose messages are applied one at a time, in the order of their arrival, by whoever
/// finds it unattended: a strand, as Asio calls it. It needs no thread of its own and no lock
/// around what its messages touch.
///
/// Any number of threads may post, of several processes too when it lies in memory that they share.
/// Its ring is bounded (after D. Vyukov's bounded MPMC queue, 2010): a poster sleeps while it is
/// full.
class strand {
public:
    strand() noexcept {
        for (std::uint32_t i = 0; i < slots; ++i) {
            ring_[i].turn.store(i, std::memory_order_relaxed);
        }
    }

    /// Posts a message, of which `apply` says what it does: the same for whoever posts. It has been
    /// applied when this returns, or another thread that is inside post() is about to: when no
    /// thread is inside any more, all have been.
    template <class Apply>
    void post(std::uint64_t message, const Apply& apply) noexcept {
        const std::uint32_t position = claim();
        slot& mine = ring_[position % slots];
        mine.message = message;
        mine.turn.store(position + 1, std::memory_order_release);
        if (pending_.fetch_add(1, std::memory_order_acq_rel) == 0) {
            attend(apply);
        }
    }

private:
    static constexpr std::uint32_t slots =
        256; ///< a power of two, for positions wrap; 16 KiB, half a first-level cache
    /// Looks before giving up the core: about 2 us, in which an attendant applies a full ring.
    static constexpr int patience = 100;

    struct alignas(64) slot {
        std::atomic<std::uint32_t> turn =
            0; ///< equal to a position: a poster's; one more: to be applied
        std::uint64_t message = 0;
    };

    /// Returns a position that is free to write.
    std::uint32_t claim() noexcept {
        for (std::uint32_t position = tail_.load(std::memory_order_relaxed);;) {
            const std::atomic<std::uint32_t>& turn = ring_[position % slots].turn;
            const std::uint32_t seen = turn.load(std::memory_order_acquire);
            if (seen == position) {
                if (tail_.compare_exchange_weak(position, position + 1,
                                                std::memory_order_relaxed)) {
                    return position;
                }
                continue;
            }
            if (static_cast<std::int32_t>(seen - position) < 0) {
                await_change(turn, seen);
            }
            position = tail_.load(std::memory_order_relaxed);
        }
    }

    /// The ring is full: waits until the slot that is next has been emptied.
    void await_change(const std::atomic<std::uint32_t>& turn, std::uint32_t full) noexcept {
        for (int spins = 0; spins < patience; ++spins) {
            if (turn.load(std::memory_order_acquire) != full) {
                return;
            }
            relax();
        }
        const std::uint32_t seen = room_.load(std::memory_order_acquire);
        waiting_.fetch_add(1, std::memory_order_relaxed);
        pending_.fetch_add(0, std::memory_order_acq_rel); // the later of this and attend()'s sees
                                                          // what the other did before
        if (turn.load(std::memory_order_acquire) == full) {
            futex_wait(room_, seen, futex_reach::shared);
        }
        waiting_.fetch_sub(1, std::memory_order_relaxed);
    }

    /// Applies all that is pending and all that comes meanwhile. One thread at a time: whoever
    /// makes `pending_` leave 0.
    template <class Apply>
    void attend(const Apply& apply) noexcept {
        for (std::uint32_t some = 1; some > 0;) {
            for (std::uint32_t i = 0; i < some; ++i, ++head_) {
                slot& next = ring_[head_ % slots];
                await_message(next.turn);
                apply(next.message);
                next.turn.store(head_ + slots, std::memory_order_release);
            }
            some = pending_.fetch_sub(some, std::memory_order_acq_rel) - some;
            if (waiting_.load(std::memory_order_relaxed) > 0) {
                room_.fetch_add(1, std::memory_order_release);
                futex_wake(room_, 1,
                           futex_reach::shared); // who posts, attends or is attended, and wakes the
                                                 // next: no herd
            }
        }
    }

    /// A message that was posted earlier than one that is there may still be being written, between
    /// two lines of post(): for a moment, unless the system took its core away.
    void await_message(const std::atomic<std::uint32_t>& turn) const noexcept {
        for (int spins = 0; turn.load(std::memory_order_acquire) != head_ + 1; ++spins) {
            if (spins < patience) {
                relax();
            } else {
                ::sched_yield();
            }
        }
    }

    alignas(64) std::atomic<std::uint32_t> tail_ = 0; ///< the next position to post at
    alignas(64) std::atomic<std::uint32_t> pending_ = 0; ///< posted and not yet applied
    std::uint32_t head_ =
        0; ///< the next position to apply; whoever attends owns it, handed on through `pending_`
    alignas(64) std::atomic<std::uint32_t> room_ = 0; ///< futex: a new number, there may be room
    std::atomic<std::uint32_t> waiting_ = 0; ///< posters that sleep, or are about to
    std::array<slot, slots> ring_;
};

} // namespace crossover::workloads
