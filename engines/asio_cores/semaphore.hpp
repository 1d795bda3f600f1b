#pragma once

#include "engines/asio_cores/cores.hpp"
#include "engines/asio_cores/shared_work.hpp"
#include "engines/asio_cores/wait.hpp"
#include "strategies/coro/permits.hpp"

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace crossover::engines {

/// Lets at most a given number of tasks pass at once, first come, first served, whatever thread
/// they come on.
///
/// Waiters stand in an intrusive queue; a permit that is released goes to the oldest one directly,
/// which goes on on the releasing thread once the releasing task suspends or ends. The lock is held
/// for a few instructions.
template <class Loop>
class cores_semaphore {
public:
    /// Throws std::invalid_argument when `permits` is negative.
    cores_semaphore(Loop& loop, std::size_t permits)
        : loop_(loop), free_(coro::valid_permits(permits)), permits_(permits) {
        loop_.watch(*this);
    }
    cores_semaphore(const cores_semaphore&) = delete;
    cores_semaphore& operator=(const cores_semaphore&) = delete;
    ~cores_semaphore() { loop_.forget(*this); }

    class acquire_awaiter : suspended {
    public:
        explicit acquire_awaiter(cores_semaphore& owner) noexcept : owner_(owner) {}

        [[nodiscard]] static bool await_ready() noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> continued) {
            handle = continued;
            return owner_.park_unless_free(
                *this); // suspended: it may have been resumed elsewhere, and be gone
        }
        void await_resume() const { throw_if_cancelled(); }

    private:
        cores_semaphore& owner_;
    };

    /// Awaits a permit. Throws `cancelled` when the batch is cancelled first; then no permit was
    /// taken.
    [[nodiscard]] acquire_awaiter acquire() noexcept { return acquire_awaiter(*this); }

    /// Gives one permit back. Throws std::logic_error when none is out. Thread-safe.
    void release() {
        suspended* next = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            if (free_ == permits_) {
                throw coro::released_too_often(permits_);
            }
            next = pop();
            free_ += next == nullptr ? 1 : 0;
        }
        if (next != nullptr) { // the permit changes hands without becoming free
            loop_.resume_soon(*next);
        }
    }

    /// The most permits that were out at once since the semaphore was made.
    [[nodiscard]] std::size_t high_water() const noexcept {
        const std::scoped_lock lock(mutex_);
        return high_water_;
    }

    /// Wakes all waiters, as cancelled. Called by the loop.
    void cancel() {
        const auto woken = std::make_shared<shared_work>(shared_work::kind::goes_on);
        {
            const std::scoped_lock lock(mutex_);
            while (suspended* const waiter = pop()) {
                waiter->was_cancelled = true;
                woken->add(waiter->handle);
            }
        }
        loop_.on().resume_anywhere(woken);
    }

private:
    /// True when the waiter stays suspended.
    bool park_unless_free(suspended& waiter) {
        Loop& loop = loop_;
        {
            const std::scoped_lock lock(mutex_);
            if (loop.cancelled().load(std::memory_order_relaxed)) {
                waiter.was_cancelled = true;
                return false;
            }
            if (free_ > 0) {
                --free_; // nobody waits while a permit is free
                high_water_ = std::max(high_water_, permits_ - free_);
                return false;
            }
            waiter.next = nullptr;
            (newest_ != nullptr ? newest_->next : oldest_) = &waiter;
            newest_ = &waiter;
            if (!loop.on().tasks().park()) {
                return true;
            }
        }
        loop.on_stuck(); // nobody else runs: the semaphore is still there
        return true;
    }

    /// Takes the oldest waiter out; null when there is none. Precondition: the lock is held.
    suspended* pop() noexcept {
        auto* const waiter = static_cast<suspended*>(oldest_);
        if (waiter != nullptr) {
            oldest_ = waiter->next;
            newest_ = oldest_ == nullptr ? nullptr : newest_;
            loop_.on().tasks().unpark();
        }
        return waiter;
    }

    Loop& loop_;
    mutable std::mutex mutex_; ///< guards what follows
    std::size_t free_;
    std::size_t permits_;
    std::size_t high_water_ = 0;
    coro::ready_node* oldest_ = nullptr;
    coro::ready_node* newest_ = nullptr;
};

} // namespace crossover::engines
