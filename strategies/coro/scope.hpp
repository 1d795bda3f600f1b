#pragma once

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/task.hpp"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace crossover::coro {

/// Owns the tasks that are spawned in it: none outlives it unseen (structured concurrency, N. J. Smith 2018).
///
/// The first task that fails cancels its siblings; the failure is kept until someone asks for it. Failures after the
/// first (a clean-up that throws) are kept too, in order. Not thread-safe: a scope belongs to one loop's thread.
class scope {
public:
    /// `ready` is where tasks of this scope are put when they may go on; it must outlive the scope.
    explicit scope(ready_list& ready) noexcept : ready_(ready) {}
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    ~scope() = default; // precondition: idle()

    /// Starts a task at once, up to its first suspension. A cancelled scope drops it instead: it never starts.
    void spawn(task<void> child) {
        if (!cancelled_) {
            ++active_;
            child.start_in(*this);
        }
    }

    /// Cancels every task that waits in the scope, and every wait that is begun later. Their clean-ups run; a task
    /// has ended only when `idle()` says so.
    void cancel() noexcept {
        cancelled_ = true;
        waits_.cancel_all();
    }

    [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }
    [[nodiscard]] bool idle() const noexcept { return active_ == 0; }
    [[nodiscard]] std::size_t active() const noexcept { return active_; }
    [[nodiscard]] ready_list& ready() noexcept { return ready_; }

    /// Failures in the order of time, the first one being the one that cancelled the others.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept { return failures_; }

    /// Rethrows the first failure, if there is one. Precondition: idle().
    void rethrow_failure() const {
        if (!failures_.empty()) {
            std::rethrow_exception(failures_.front());
        }
    }

    /// Makes an idle scope ready for new tasks: forgets failures and cancellation.
    void reset() noexcept {
        cancelled_ = false;
        failures_.clear();
    }

    /// Awaits the end of all tasks; then rethrows the first failure. When the waiting task is cancelled itself, the
    /// scope is cancelled and still awaited to its end. At most one task may wait.
    class join_awaiter;
    [[nodiscard]] inline join_awaiter join() noexcept;

    /// A wait begins: called by awaiters when they suspend.
    void add(pending& wait) noexcept { waits_.add(wait); }

    /// A task of this scope ended by an exception. Called by its promise.
    void fail(std::exception_ptr failure) noexcept {
        failures_.push_back(std::move(failure));
        cancel();
    }

    /// A task of this scope has ended and its frame is gone. Called by its promise.
    void child_ended() noexcept {
        if (--active_ == 0 && joiner_ != nullptr) {
            joiner_->unlink();
            ready_.push(*std::exchange(joiner_, nullptr));
        }
    }

private:
    ready_list& ready_;
    pending_list waits_;
    std::size_t active_ = 0;
    bool cancelled_ = false;
    pending* joiner_ = nullptr;
    std::vector<std::exception_ptr> failures_;
};

class scope::join_awaiter final : public pending {
public:
    explicit join_awaiter(scope& joined) noexcept : joined_(joined) {}
    join_awaiter(const join_awaiter&) = delete;
    join_awaiter& operator=(const join_awaiter&) = delete;

    [[nodiscard]] bool await_ready() const noexcept { return joined_.idle(); }

    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> continued) noexcept {
        handle = continued;
        joined_.joiner_ = this;
        scope* const outer = continued.promise().owner();
        if (outer == nullptr) {
            return;
        }
        if (outer->is_cancelled()) {
            cancel();
        } else {
            outer->add(*this);
        }
    }

    void await_resume() {
        joined_.rethrow_failure();
        if (outer_cancelled_) {
            throw cancelled{};
        }
    }

    void cancel() noexcept override {
        outer_cancelled_ = true;
        joined_.cancel();
    }

private:
    scope& joined_;
    bool outer_cancelled_ = false;
};

inline scope::join_awaiter scope::join() noexcept {
    return join_awaiter(*this);
}

namespace detail {

inline bool is_cancellation(const std::exception_ptr& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (const cancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}

inline void promise_base::end(std::coroutine_handle<> handle, promise_base& promise) noexcept {
    if (promise.continuation_ != handle) {
        if (promise.continuation_) {
            promise.continuation_.resume();
        }
        return;
    }
    scope& owner = *promise.owner_;
    const auto failure = std::move(promise.failure_);
    handle.destroy();
    if (failure && !is_cancellation(failure)) {
        owner.fail(failure);
    }
    owner.child_ended();
}

} // namespace detail
} // namespace crossover::coro
