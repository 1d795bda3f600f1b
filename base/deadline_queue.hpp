#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crossover {

/// What waits in a deadline_queue: it lives in its owner, so waiting allocates nothing.
struct deadline_node {
    std::int64_t deadline_ns = 0;
    deadline_node** link =
        nullptr; ///< what points at this node in its slot; null when it is in the near heap
    union {
        deadline_node* next = nullptr; ///< in a slot
        std::size_t heap_index; ///< in the near heap
    };
};

/// Deadlines in order, with nanosecond exactness, at a cost that does not grow with their number.
///
/// A hierarchical timing wheel (Varghese and Lauck, SOSP 1987) holds what lies further ahead than
/// one tick; the bitmaps find the next filled slot in one instruction. What falls into the current
/// tick moves to a small binary heap, which gives exact order where it matters and stays in the
/// cache. Not thread-safe.
class deadline_queue {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    /// `now_ns`: the clock's reading from which deadlines are counted.
    explicit deadline_queue(std::int64_t now_ns) : tick_(to_tick(now_ns)) {}
    deadline_queue(const deadline_queue&) = delete;
    deadline_queue& operator=(const deadline_queue&) = delete;

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Puts a node in; `node.deadline_ns` must be set. The node must stay where it is until it
    /// leaves.
    void add(deadline_node& node) {
        ++size_;
        place(node);
    }

    /// Takes a node out before its time. Precondition: it is in.
    void remove(deadline_node& node) noexcept {
        --size_;
        if (node.link != nullptr) {
            unlink(node);
        } else {
            heap_erase(node.heap_index);
        }
    }

    /// The oldest node whose deadline is at or before `now_ns`, taken out; null when there is none.
    deadline_node* pop(std::int64_t now_ns) {
        // One filled slot after the other, however late it is: the near heap must not grow to all
        // that is due, out of the cache.
        const std::uint64_t now = to_tick(now_ns);
        while (near_.empty() && tick_ < now) {
            advance(std::min(now, next_filled_tick()));
        }
        if (near_.empty() || near_.front()->deadline_ns > now_ns) {
            return nullptr;
        }
        deadline_node* const node = near_.front();
        heap_erase(0);
        --size_;
        return node;
    }

    /// When to call `pop` next: the earliest deadline, or a time shortly before it; `never` when
    /// empty.
    [[nodiscard]] std::int64_t next_ns() const noexcept {
        if (!near_.empty()) {
            return near_.front()->deadline_ns;
        }
        for (unsigned level = 0; size_ > 0 && level < levels; ++level) {
            if (filled_[level] != 0) {
                return first_in(level);
            }
        }
        return never;
    }

private:
    /// 2^16 ns = 66 us: about as many deadlines share a tick as a loop can serve in one, so the
    /// heap stays small.
    static constexpr unsigned tick_bits = 16;
    static constexpr unsigned slot_bits = 6; ///< 64 slots a level: one word of bitmap
    static constexpr unsigned levels =
        7; ///< 2^(16 + 42) ns: nine years; what lies further ahead goes round more than once
    static constexpr std::uint64_t slots = 1U << slot_bits;

    static std::uint64_t to_tick(std::int64_t ns) noexcept {
        return static_cast<std::uint64_t>(ns < 0 ? 0 : ns) >> tick_bits;
    }

    void place(deadline_node& node) {
        const std::uint64_t tick = to_tick(node.deadline_ns);
        if (tick <= tick_) {
            heap_push(node);
            return;
        }
        // The highest bit in which the tick differs from now tells the level; lower levels are not
        // reached before.
        const auto differs = static_cast<unsigned>(std::bit_width(tick ^ tick_)) - 1;
        const unsigned level = differs / slot_bits < levels ? differs / slot_bits : levels - 1;
        const std::uint64_t slot = (tick >> (level * slot_bits)) % slots;
        deadline_node*& head = wheel_[level][slot];
        std::int64_t& earliest = earliest_[level][slot];
        earliest = head == nullptr ? node.deadline_ns : std::min(earliest, node.deadline_ns);
        node.next = head;
        node.link = &head;
        if (head != nullptr) {
            head->link = &node.next;
        }
        head = &node;
        filled_[level] |= std::uint64_t{1} << slot;
    }

    /// When the next filled slot begins, after the current tick; the largest number when there is
    /// none.
    [[nodiscard]] std::uint64_t next_filled_tick() const noexcept {
        for (unsigned level = 0; level < levels; ++level) {
            if (filled_[level] != 0) {
                const std::uint64_t block = tick_ >> (level * slot_bits);
                const auto turned = std::rotr(filled_[level], static_cast<int>(block % slots));
                const auto ahead = static_cast<std::uint64_t>(std::countr_zero(turned));
                return (block + std::max<std::uint64_t>(ahead, 1))
                       << (level * slot_bits); // 0: a whole round later
            }
        }
        return std::numeric_limits<std::uint64_t>::max();
    }

    static void
    unlink(deadline_node& node) noexcept { // the slot's bit may stay set: `advance` clears it
        *node.link = node.next;
        if (node.next != nullptr) {
            node.next->link = node.link;
        }
        node.link = nullptr;
    }

    void advance(std::uint64_t now) {
        if (now <= tick_) {
            return;
        }
        deadline_node* due = nullptr;
        for (unsigned level = 0; level < levels; ++level) {
            const std::uint64_t from = tick_ >> (level * slot_bits);
            const std::uint64_t to = now >> (level * slot_bits);
            if (from == to) {
                break;
            }
            std::uint64_t passed = ~std::uint64_t{0};
            if (to - from < slots) { // the slots after `from`, up to `to`
                passed = std::rotl((std::uint64_t{1} << (to - from)) - 1,
                                   static_cast<int>((from + 1) % slots));
            }
            std::uint64_t hit = filled_[level] & passed;
            filled_[level] &= ~passed;
            for (; hit != 0; hit &= hit - 1) {
                deadline_node*& head =
                    wheel_[level][static_cast<std::size_t>(std::countr_zero(hit))];
                while (head != nullptr) {
                    deadline_node* const node = head;
                    unlink(*node);
                    node->next = due;
                    due = node;
                }
            }
        }
        tick_ = now;
        while (due != nullptr) {
            deadline_node* const node = due;
            due = node->next;
            place(*node);
        }
    }

    /// The earliest deadline in the next filled slot of a level, or the time before it of a node
    /// that was removed.
    [[nodiscard]] std::int64_t first_in(unsigned level) const noexcept {
        const unsigned shift = level * slot_bits;
        const std::uint64_t current = (tick_ >> shift) % slots;
        const auto ahead = static_cast<std::uint64_t>(
            std::countr_zero(std::rotr(filled_[level], static_cast<int>(current))));
        const std::uint64_t slot = (current + ahead) % slots;
        const auto begin_of = [&](std::uint64_t block) {
            return static_cast<std::int64_t>(block << shift << tick_bits);
        };
        const std::uint64_t block = (tick_ >> shift) + ahead;
        const std::int64_t ends = begin_of(block + 1);
        const std::int64_t begins =
            ahead > 0 ? begin_of(block) : ends; // the current slot comes up a whole round later
        if (wheel_[level][slot] == nullptr) {
            return begins; // an emptied slot: wake once, `advance` clears its bit
        }
        const std::int64_t earliest = earliest_[level][slot];
        return earliest < ends
                   ? earliest
                   : ends; // beyond its slot: of a later round, and others may come before it
    }

    [[nodiscard]] static bool before(const deadline_node* a, const deadline_node* b) noexcept {
        return a->deadline_ns < b->deadline_ns;
    }

    void put(std::size_t index, deadline_node* node) noexcept {
        near_[index] = node;
        node->heap_index = index;
    }

    void heap_push(deadline_node& node) {
        node.link = nullptr;
        near_.push_back(&node);
        sift_up(near_.size() - 1, &node);
    }

    void sift_up(std::size_t index, deadline_node* node) noexcept {
        while (index > 0 && before(node, near_[(index - 1) / 2])) {
            put(index, near_[(index - 1) / 2]);
            index = (index - 1) / 2;
        }
        put(index, node);
    }

    void heap_erase(std::size_t index) noexcept {
        deadline_node* const last = near_.back();
        near_.pop_back();
        const std::size_t size = near_.size();
        if (index == size) {
            return;
        }
        for (std::size_t child = 2 * index + 1; child < size; child = 2 * index + 1) {
            child += child + 1 < size && before(near_[child + 1], near_[child]) ? 1 : 0;
            if (!before(near_[child], last)) {
                break;
            }
            put(index, near_[child]);
            index = child;
        }
        sift_up(index, last);
    }

    std::uint64_t tick_;
    std::size_t size_ = 0;
    std::array<std::uint64_t, levels> filled_{};
    std::array<std::array<deadline_node*, slots>, levels> wheel_{};
    /// What no deadline of a slot lies before. Kept as nodes come, so that a loop wakes once for a
    /// hundred that are due together: to look through a full slot would take too long, and to wake
    /// at its beginning costs a turn of the loop at each level.
    std::array<std::array<std::int64_t, slots>, levels> earliest_{};
    std::vector<deadline_node*> near_;
};

} // namespace crossover
