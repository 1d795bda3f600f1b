#pragma once

#include "strategies/coro/ready_list.hpp"

#include <atomic>
#include <cstddef>

namespace crossover::coro {

/// Coroutines that other threads made ready: any thread pushes, the loop's thread takes all.
///
/// A stack by compare-and-swap (R. K. Treiber 1986); taking all at once needs no protection against
/// reuse.
class remote_list {
public:
    /// True when the list was empty: then the loop must be woken. The node may be gone when this
    /// returns. What the loop's thread wrote before it took the list, who finds it empty sees.
    bool push(ready_node& node) noexcept {
        ready_node* newest = newest_.load(std::memory_order_relaxed);
        do {
            node.next = newest;
        } while (!newest_.compare_exchange_weak(newest, &node, std::memory_order_acq_rel,
                                                std::memory_order_relaxed));
        return newest == nullptr;
    }

    /// Moves all to a ready list, oldest first; returns how many. On the loop's thread.
    std::size_t move_to(ready_list& ready) noexcept {
        ready_node* newest = newest_.exchange(nullptr, std::memory_order_acq_rel);
        ready_node* oldest = nullptr;
        while (newest != nullptr) {
            ready_node* const node = newest;
            newest = node->next;
            node->next = oldest;
            oldest = node;
        }
        std::size_t moved = 0;
        for (; oldest != nullptr; ++moved) {
            ready_node* const node = oldest;
            oldest = node->next;
            ready.push(*node);
        }
        return moved;
    }

private:
    std::atomic<ready_node*> newest_ = nullptr;
};

} // namespace crossover::coro
