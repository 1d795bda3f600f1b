#pragma once

#include <coroutine>
#include <utility>

namespace crossover::coro {

/// A suspended coroutine that can stand in a ready_list without an allocation: it lives in the
/// awaiter.
struct ready_node {
    ready_node* next = nullptr;
    std::coroutine_handle<> handle;
};

/// Coroutines that may go on, first in, first out. A loop owns one and drains it after every
/// completion, so that a resumed coroutine never runs on top of the one that made it ready and the
/// stack stays flat. Not thread-safe: it belongs to its loop's thread.
class ready_list {
public:
    void push(ready_node& node) noexcept {
        node.next = nullptr;
        *tail_ = &node;
        tail_ = &node.next;
    }

    /// Resumes until the list is empty, those that are pushed meanwhile included. Calls inside a
    /// drain do nothing.
    void drain() {
        if (draining_) {
            return;
        }
        draining_ = true;
        while (head_ != nullptr) {
            ready_node* const node = head_;
            head_ = node->next;
            if (head_ == nullptr) {
                tail_ = &head_;
            }
            node->handle.resume(); // destroys the node, most often
        }
        draining_ = false;
    }

private:
    ready_node* head_ = nullptr;
    ready_node** tail_ = &head_;
    bool draining_ = false;
};

} // namespace crossover::coro
