#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

namespace crossover::servers {

/// A reply that waits for its time.
struct held_reply {
    std::int64_t due_ns = 0; ///< on the steady clock
    std::uint64_t index = 0;
    std::uint32_t bytes = 0;
    std::uint32_t generation = 0; ///< of the connection: tells a closed one from its successor
    int fd = -1;
    std::uint32_t turn = 0; ///< of the connection's requests: tells one that was withdrawn
};

/// Held replies by time. A benchmark uses one delay for all requests, so due times nearly always
/// rise: those go into a FIFO at a few nanoseconds each; the others go into a binary heap.
/// Not thread-safe.
class deadline_queue {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    /// Adds a reply: O(1) when none in the FIFO is due later, O(log n) otherwise.
    void push(const held_reply& reply) {
        if (fifo_.empty() || reply.due_ns >= fifo_.back().due_ns) {
            fifo_.push_back(reply);
        } else {
            heap_.push_back(reply);
            std::push_heap(heap_.begin(), heap_.end(), later);
        }
    }

    /// When the first reply is due; `never` when there is none.
    [[nodiscard]] std::int64_t next_ns() const noexcept {
        const auto in_fifo = fifo_.empty() ? never : fifo_.front().due_ns;
        return heap_.empty() ? in_fifo : std::min(in_fifo, heap_.front().due_ns);
    }

    /// Takes the reply that is due first. Precondition: next_ns() != never.
    held_reply pop() {
        if (heap_.empty() || (!fifo_.empty() && fifo_.front().due_ns <= heap_.front().due_ns)) {
            const held_reply first = fifo_.front();
            fifo_.pop_front();
            return first;
        }
        std::pop_heap(heap_.begin(), heap_.end(), later);
        const held_reply first = heap_.back();
        heap_.pop_back();
        return first;
    }

private:
    static bool later(const held_reply& a, const held_reply& b) noexcept {
        return a.due_ns > b.due_ns;
    }

    std::deque<held_reply> fifo_;
    std::vector<held_reply> heap_;
};

} // namespace crossover::servers
