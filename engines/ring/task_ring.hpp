#pragma once

#include "engines/support/small_task.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <thread>
#include <type_traits>
#include <vector>

namespace crossover::engines {

/// A bounded queue of small tasks for one producer and several consumers, each with a number of its
/// own.
///
/// A slot says which position it holds, takes one cache line, so that neighbours do not disturb
/// each other, and holds the task itself: no allocation. A consumer only reads it: it copies the
/// task and then moves past it, which tells both that the copy is good and that the slot is free.
/// So a task crosses from core to core in two transfers of a line, one there and one back.
///
/// Consumers that move the head for every task wait for its line longer than a short task takes:
/// 100 ns and more where cores are far apart. So one can claim a range of neighbours at once, which
/// it then takes one by one; and so can others who find nothing else.
///
/// The protocol; a model checker takes it through every order of its steps (tests/models/ring.pml).
///
/// ```
///  position p lies in slot p % capacity
///
///            put               CAS of head                CAS of a range
///   free ----------> pushed -----------------> claimed ------------------> taken = free again
///    holds <= p       holds == p + 1            p < head, and               p < head, and
///    p == tail        p >= head                 in a range                  in no range
///                        |                                                     ^
///                        +--------- CAS of head, of one task or the first -----+
/// ```
///
/// | what       | who writes it    | says                                                       |
/// | ---------- | ---------------- | ---------------------------------------------------------- |
/// | slot.holds | producer         | the task of position holds - 1 is in the slot              |
/// | head_      | any consumer     | every position below is claimed                            |
/// | range.word | its owner, and   | positions next .. next + left - 1 are claimed and not      |
/// |            | who takes a task | taken; a wish: they will be, if the head does not move     |
/// | tail_      | producer         | the next to be filled; nobody else reads it                |
///
/// What must be seen in which order, and the pair that sees to it:
///
/// 1. A task before the slot says that it holds it: `holds` is stored with release, and loaded with
///    acquire by claim(), before the task is read.
/// 2. A range before the head has moved past it: the owner stores the wish, then moves the head
///    with release; is_full() loads the head with acquire, then the ranges. So the producer never
///    sees a position that is claimed, untaken, and in no range.
/// 3. A task's copy before its slot is free: it is read before the CAS of the head or of the range,
///    which has release; is_full() loads both with acquire, before the slot is filled again.
/// 4. A copy is good only if its CAS succeeds: then nobody had claimed, or taken, the position, and
///    by 3 the producer had not filled the slot again. That is why a slot's words are atomic: who
///    is late reads them while they are written, and throws the copy away.
/// 5. A wish is taken from by nobody, its owner included, until it is certain; steal() comes back.
///
/// Neither the head nor the word of a range that has tasks left ever comes back to an earlier value
/// (positions only grow, and 2^56 of them fit), so a CAS cannot mistake a new state for an old one.
///
/// Tasks are claimed in their order, and a range is taken in its order, by whoever is free. So a
/// task may wait for any that came before, as with a queue. It must not wait for one that came
/// after: that may be in the range of a consumer that waits as well.
class task_ring {
public:
    static constexpr std::size_t most = 32; ///< tasks in a range

    /// `capacity` is a power of two, and at least twice `most`.
    task_ring(std::size_t capacity, std::size_t consumers)
        : mask_(capacity - 1),
          far_behind_(std::min(2 * most * consumers, capacity / 2)),
          slots_(capacity),
          ranges_(consumers) {}

    // ---- for the producer

    /// False when the ring is full.
    template <class Task>
    bool push(const Task& task) noexcept {
        if (tail_ - free_below_ > mask_ && is_full()) {
            return false;
        }
        small_task made;
        made.set(task);
        slot_of(tail_).put(made, tail_ + 1);
        __builtin_prefetch(&slot_of(tail_ + 8), 1); // it was last read on another core
        ++tail_;
        return true;
    }

    /// True when there was no room to push. Consumers may go on meanwhile.
    [[nodiscard]] bool is_full() noexcept {
        // The head first: whoever has moved it to here has shown his range before.
        free_below_ = head_.load(std::memory_order_acquire);
        for (const auto& each : ranges_) {
            const range r(each.word.load(std::memory_order_acquire));
            if (r.left > 0) {
                free_below_ = std::min(free_below_, r.next);
            }
        }
        return tail_ - free_below_ > mask_;
    }

    // ---- for consumers, of whom each has a number below `consumers`

    /// Takes the next task of the consumer's own range. False when nothing is left of it.
    bool take_own(std::size_t consumer, small_task& task) noexcept {
        return take_from(consumer, task) == taking::taken;
    }

    /// Takes the oldest task that nobody has claimed, and claims a range of `count` with it, if
    /// twice as many are there. False when all are claimed. Precondition: nothing is left of the
    /// consumer's own range, or `count` is 1: that needs no range.
    bool claim(std::size_t consumer, std::size_t count, small_task& task) noexcept {
        std::atomic<std::uint64_t>& mine = ranges_[consumer].word;
        bool wished = false;
        std::size_t position =
            head_.load(std::memory_order_acquire); // whose range it lies behind is seen as well
        for (;;) {
            const slot& s = slot_of(position);
            const std::size_t holds = s.holds.load(std::memory_order_acquire);
            if (holds > position + 1) { // it was claimed meanwhile, and there may be a next one
                position = head_.load(std::memory_order_acquire);
                continue;
            }
            const bool empty = holds < position + 1;
            const std::size_t n =
                !empty && count > 1 && is_pushed(position + 2 * count - 1) ? count : 1;
            if (n >
                1) { // shown before the head moves, so that the producer never sees tasks of nobody
                mine.store(range{position, n, true}.packed(), std::memory_order_release);
            } else if (wished) {
                mine.store(0, std::memory_order_release);
            }
            wished = n > 1;
            if (empty) {
                return false;
            }
            s.get(task); // not to be trusted before the head was found unmoved
            if (head_.compare_exchange_weak(position, position + n, std::memory_order_acq_rel,
                                            std::memory_order_acquire)) {
                if (n > 1) {
                    mine.store(range{position + 1, n - 1, false}.packed(),
                               std::memory_order_release);
                }
                return true;
            }
        }
    }

    /// Takes a task out of any range. False when nothing was left of any, each at its time.
    bool steal(std::size_t first, small_task& task) noexcept {
        for (;;) {
            bool again = false;
            for (std::size_t i = 0; i < ranges_.size(); ++i) {
                first = after(first);
                const taking t = take_from(first, task);
                if (t == taking::taken) {
                    return true;
                }
                again = again || t == taking::not_yet;
            }
            if (!again) {
                return false;
            }
            std::this_thread::yield(); // somebody is between showing a range and having it
        }
    }

    /// Takes a task out of the range of `consumer`, if that lags far behind those that are claimed
    /// now.
    bool help(std::size_t consumer, small_task& task) noexcept {
        const range r(ranges_[consumer].word.load(std::memory_order_relaxed));
        return r.left > 0 && head_.load(std::memory_order_relaxed) - r.next > far_behind_ &&
               take_from(consumer, task) == taking::taken;
    }

    [[nodiscard]] std::size_t after(std::size_t consumer) const noexcept {
        return consumer + 1 < ranges_.size() ? consumer + 1 : 0;
    }

    /// True when there was a task that nobody had claimed.
    [[nodiscard]] bool has_task() const noexcept {
        return is_pushed(head_.load(std::memory_order_relaxed));
    }

private:
    struct alignas(64) slot {
        void put(const small_task& task, std::size_t now) noexcept {
            call.store(task.call, std::memory_order_relaxed);
            state[0].store(task.state[0], std::memory_order_relaxed);
            state[1].store(task.state[1], std::memory_order_relaxed);
            state[2].store(task.state[2], std::memory_order_relaxed);
            state[3].store(task.state[3], std::memory_order_relaxed);
            holds.store(now, std::memory_order_release);
        }
        void get(small_task& task) const noexcept {
            task.call = call.load(std::memory_order_relaxed);
            task.state[0] = state[0].load(std::memory_order_relaxed);
            task.state[1] = state[1].load(std::memory_order_relaxed);
            task.state[2] = state[2].load(std::memory_order_relaxed);
            task.state[3] = state[3].load(std::memory_order_relaxed);
        }

        std::atomic<std::size_t> holds = 0; ///< one more than the position of its task; 0: none yet
        std::atomic<void (*)(const void*, std::size_t) noexcept> call =
            nullptr; ///< atomic, as a reader may be late
        std::array<std::atomic<std::uint64_t>, 4> state{};
    };

    /// What is left of a claim. One word: position, count and whether it is not certain yet.
    struct range {
        range(std::size_t at, std::size_t count, bool is_wish) noexcept
            : next(at), left(count), wish(is_wish) {}
        explicit range(std::uint64_t word) noexcept
            : next(word >> 8), left(word >> 1 & 0x7f), wish((word & 1) != 0) {}
        [[nodiscard]] std::uint64_t packed() const noexcept {
            return next << 8 | left << 1 | (wish ? 1 : 0);
        }
        [[nodiscard]] range rest() const noexcept { return {next + 1, left - 1, wish}; }

        std::size_t next;
        std::size_t left;
        bool wish; ///< the head has not been moved yet
    };
    static_assert(most <= 0x7f);
    struct alignas(64) shown_range {
        std::atomic<std::uint64_t> word = 0;
    };

    enum class taking { taken, nothing_left, not_yet };

    taking take_from(std::size_t consumer, small_task& task) noexcept {
        std::atomic<std::uint64_t>& shown = ranges_[consumer].word;
        std::uint64_t word = shown.load(std::memory_order_acquire);
        for (;;) {
            const range r(word);
            if (r.left == 0) {
                return taking::nothing_left;
            }
            if (r.wish) {
                return taking::not_yet;
            }
            slot_of(r.next).get(task); // not to be trusted before the range was found as it was
            if (shown.compare_exchange_weak(word, r.rest().packed(), std::memory_order_acq_rel,
                                            std::memory_order_acquire)) {
                return taking::taken;
            }
        }
    }

    /// True when this position, and so every one before it, has been filled.
    [[nodiscard]] bool is_pushed(std::size_t position) const noexcept {
        return slot_of(position).holds.load(std::memory_order_acquire) > position;
    }
    [[nodiscard]] slot& slot_of(std::size_t position) noexcept { return slots_[position & mask_]; }
    [[nodiscard]] const slot& slot_of(std::size_t position) const noexcept {
        return slots_[position & mask_];
    }

    const std::size_t mask_;
    const std::size_t
        far_behind_; ///< positions: more than all consumers together have claimed when each goes on
    std::vector<slot> slots_;
    std::vector<shown_range> ranges_;
    alignas(64) std::atomic<std::size_t> head_ = 0; ///< the oldest position that nobody has claimed
    alignas(64) std::size_t tail_ =
        0; ///< the next to be filled; the producer's own, as is the next
    std::size_t free_below_ = 0; ///< slots of earlier positions can be filled again
};

} // namespace crossover::engines
