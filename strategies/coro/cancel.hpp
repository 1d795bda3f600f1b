#pragma once

#include "strategies/coro/ready_list.hpp"

#include <coroutine>
#include <exception>

namespace crossover::coro {

/// Thrown out of a `co_await` when the scope of the waiting task was cancelled.
struct cancelled : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

/// Tells whoever wanted a task that it never ran.
struct never_started final : cancelled {
    [[nodiscard]] const char* what() const noexcept override {
        return "a task never started: its scope had been cancelled, or had ended, before";
    }
};

/// A wait that can be cancelled. It stands in its scope's list from suspension to completion, then
/// in the loop's ready list when its task does not go on at once; the awaiter, inside the
/// coroutine's frame, derives from it, so neither allocates. It is in one list at a time, which
/// share the link: a million waits pay for every pointer.
class pending : public ready_node {
public:
    pending() noexcept = default;
    pending(const pending&) = delete;
    pending& operator=(const pending&) = delete;

    /// Makes the wait complete with `cancelled`. Called once, after the wait was unlinked.
    virtual void cancel() noexcept = 0;

    /// Takes the wait out of its scope's list. Does nothing when it stands in none.
    void unlink() noexcept {
        if (previous_ != nullptr) {
            previous_->next = next;
            static_cast<pending*>(next)->previous_ = previous_;
            previous_ = nullptr;
        }
    }

protected:
    ~pending() = default;

    [[nodiscard]] bool is_marked() const noexcept { return previous_ == this; }
    /// A wait that stands in no scope's list can be marked: that it was cancelled, for instance.
    void mark() noexcept { previous_ = this; }

private:
    friend class pending_list;
    pending* previous_ = nullptr; ///< null when it stands in no scope's list
};

/// The waits that are under way in a scope: a circular list around a sentinel.
class pending_list {
public:
    pending_list() noexcept { sentinel_.next = sentinel_.previous_ = &sentinel_; }
    pending_list(const pending_list&) = delete;
    pending_list& operator=(const pending_list&) = delete;

    void add(pending& wait) noexcept {
        wait.previous_ = sentinel_.previous_;
        wait.next = &sentinel_;
        sentinel_.previous_->next = &wait;
        sentinel_.previous_ = &wait;
    }

    /// Cancels every wait in the list, oldest first, those that are added meanwhile included.
    void cancel_all() noexcept {
        while (sentinel_.next != &sentinel_) {
            auto* const wait = static_cast<pending*>(sentinel_.next);
            wait->unlink();
            wait->cancel();
        }
    }

private:
    struct end final : pending {
        void cancel() noexcept override {}
    };
    end sentinel_;
};

} // namespace crossover::coro
