#pragma once

#include "strategies/coro/permits.hpp"
#include "strategies/coro/wait.hpp"

#include <coroutine>
#include <cstddef>
#include <utility>

namespace crossover::coro {

/// Lets at most a given number of tasks pass at once, first come, first served.
///
/// Waiters stand in an intrusive queue, so waiting allocates nothing. A permit that is released
/// goes to the oldest waiter directly: a newcomer cannot overtake. A cancelled waiter leaves the
/// queue and takes no permit. Not thread-safe: it belongs to one loop's thread.
class semaphore {
public:
    /// Throws std::invalid_argument when `permits` is negative.
    semaphore(ready_list& ready, std::ptrdiff_t permits)
        : ready_(ready), free_(valid_permits(permits)), permits_(permits) {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    class acquire_awaiter;
    class scoped_awaiter;

    /// Holds a permit until it goes, or until it was moved from.
    class permit {
    public:
        permit(permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
        permit& operator=(permit&&) = delete;
        ~permit() {
            if (owner_ != nullptr) {
                owner_->release();
            }
        }

    private:
        friend scoped_awaiter;
        explicit permit(semaphore& owner) noexcept : owner_(&owner) {}
        semaphore* owner_;
    };

    /// `const auto held = co_await turns.scoped_acquire()`: as acquire(), and gives the permit back
    /// when `held` goes: on success, error and cancellation (`async with semaphore`).
    [[nodiscard]] inline scoped_awaiter scoped_acquire() noexcept;

    /// Awaits a permit. Throws `cancelled` when the task's scope is cancelled first; then no permit
    /// was taken.
    [[nodiscard]] inline acquire_awaiter acquire() noexcept;

    /// Gives one permit back. Throws std::logic_error when none is out.
    inline void release();

    [[nodiscard]] std::ptrdiff_t available() const noexcept { return free_; }

    /// The most permits that were out at once since the semaphore was made.
    [[nodiscard]] std::ptrdiff_t high_water() const noexcept { return high_water_; }

private:
    void taken() noexcept {
        if (permits_ - free_ > high_water_) {
            high_water_ = permits_ - free_;
        }
    }

    ready_list& ready_;
    std::ptrdiff_t free_;
    std::ptrdiff_t permits_;
    std::ptrdiff_t high_water_ = 0;
    acquire_awaiter* oldest_ = nullptr;
    acquire_awaiter* newest_ = nullptr;
};

class semaphore::acquire_awaiter final : public cancellable_wait<acquire_awaiter> {
public:
    explicit acquire_awaiter(semaphore& owner) noexcept : owner_(owner) {}

    [[nodiscard]] bool await_ready() const noexcept {
        if (owner_.free_ == 0) {
            return false;
        }
        --owner_.free_; // nobody waits while a permit is free
        owner_.taken();
        return true;
    }

    void start() noexcept {
        older_ = owner_.newest_;
        (older_ != nullptr ? older_->newer_ : owner_.oldest_) = this;
        owner_.newest_ = this;
    }

    void abort() noexcept { leave(); }
    static void value() noexcept {}
    [[nodiscard]] ready_list& ready() const noexcept { return owner_.ready_; }

private:
    friend class semaphore;

    void leave() noexcept {
        (older_ != nullptr ? older_->newer_ : owner_.oldest_) = newer_;
        (newer_ != nullptr ? newer_->older_ : owner_.newest_) = older_;
    }

    semaphore& owner_;
    acquire_awaiter* older_ = nullptr;
    acquire_awaiter* newer_ = nullptr;
};

class semaphore::scoped_awaiter {
public:
    explicit scoped_awaiter(semaphore& owner) noexcept : owner_(owner), acquiring_(owner) {}

    [[nodiscard]] bool await_ready() const noexcept { return acquiring_.await_ready(); }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> continued) {
        return acquiring_.await_suspend(continued);
    }
    [[nodiscard]] permit await_resume() {
        acquiring_.await_resume();
        return permit(owner_);
    }

private:
    semaphore& owner_;
    acquire_awaiter acquiring_;
};

inline semaphore::scoped_awaiter semaphore::scoped_acquire() noexcept {
    return scoped_awaiter(*this);
}

inline semaphore::acquire_awaiter semaphore::acquire() noexcept {
    return acquire_awaiter(*this);
}

inline void semaphore::release() {
    if (free_ == permits_) {
        throw released_too_often(permits_);
    }
    if (oldest_ != nullptr) {
        acquire_awaiter& next = *oldest_;
        next.leave(); // the permit changes hands without becoming free
        next.complete_soon();
        return;
    }
    ++free_;
}

} // namespace crossover::coro
