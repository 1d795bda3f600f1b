#pragma once

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/failures.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/task.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace crossover::coro {

/// Owns the tasks that are spawned in it: none outlives it unseen (structured concurrency, N. J.
/// Smith 2018).
///
/// The first task that fails cancels its siblings; the failure is kept until someone asks for it.
/// Failures after the first (a clean-up that throws) are kept too, in order. Not thread-safe: a
/// scope belongs to one loop's thread. Prefer `with_scope`, which joins by itself.
class scope {
public:
    /// `ready` is where tasks of this scope are put when they may go on; it must outlive the scope.
    explicit scope(ready_list& ready) noexcept : ready_(ready) {}
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

    /// Ends the process with a message when a task is still running, for it would go on in a scope
    /// that is gone; and when a task has failed and nobody has asked for the failure. (~std::thread
    /// does so for the same reason.)
    ~scope() {
        if (active_ > 0) {
            detail::end_process("a coroutine scope was destroyed while tasks of it were running",
                                std::to_string(active_) +
                                    "; co_await its join(), or use with_scope");
        }
        if (unseen_) {
            detail::end_process(
                "a coroutine scope was destroyed with a failure that nobody has asked for",
                text_of(first_failure()));
        }
    }

    /// Starts a task at once, up to its first suspension. False when it did not start: a scope that
    /// was cancelled, or whose last task has ended and whom somebody joins, drops it, and join()
    /// throws `never_started` when it throws nothing else; a task that was moved from or started
    /// before fails the scope by std::logic_error.
    bool spawn(task<void> child) noexcept {
        if (!child.can_start()) {
            fail(std::make_exception_ptr(detail::cannot_start()));
            return false;
        }
        if (closed_ != 0) {
            refused_ = true;
            return false;
        }
        ++active_;
        child.start_in(*this);
        return true;
    }

    /// The same for a task whose outcome is wanted: the frame stays with `child`, which must live
    /// until the scope is idle. One that does not start has ended by `never_started`: whoever reads
    /// its outcome learns of it.
    template <class T>
    bool start(task<T>& child) noexcept {
        if (!child.can_start()) {
            fail_kept(std::make_exception_ptr(detail::cannot_start()));
            return false;
        }
        if (closed_ != 0) {
            child.refuse_in(*this);
            return false;
        }
        ++active_;
        child.start_kept_in(*this);
        return true;
    }

    /// Cancels every task that waits in the scope, and every wait that is begun later. Their
    /// clean-ups run; a task has ended only when `idle()` says so.
    void cancel() noexcept {
        closed_ |= by_cancellation;
        waits_.cancel_all();
    }

    [[nodiscard]] bool is_cancelled() const noexcept { return (closed_ & by_cancellation) != 0; }

    /// Whether a task was spawned too late, and dropped.
    [[nodiscard]] bool has_refused() const noexcept { return refused_; }
    [[nodiscard]] bool idle() const noexcept { return active_ == 0; }
    [[nodiscard]] std::size_t active() const noexcept { return active_; }
    [[nodiscard]] ready_list& ready() noexcept { return ready_; }

    /// Failures in the order of time, the first one being the one that cancelled the others. They
    /// count as seen.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() noexcept {
        unseen_ = false;
        return failures_;
    }

    /// Failures that came after one that was rethrown, in what the tasks of this scope awaited (a
    /// gather's clean-ups): nobody else holds them. They cancel nothing, and are rethrown only when
    /// no task of the scope has failed. They count as seen.
    [[nodiscard]] const std::vector<std::exception_ptr>& suppressed() noexcept {
        unseen_ = false;
        return suppressed_;
    }

    /// Keeps a failure that cannot be thrown, because another one is under way already.
    void suppress(std::exception_ptr failure) noexcept {
        suppressed_.push_back(std::move(failure));
        unseen_ = true;
    }

    /// Rethrows the first failure, if there is one; else throws `never_started` when a task
    /// was refused. Precondition: idle().
    void rethrow_failure() {
        unseen_ = false;
        if (const auto first = first_failure()) {
            std::rethrow_exception(first);
        }
        if (refused_) {
            throw never_started{};
        }
    }

    /// Makes an idle scope ready for new tasks, and hands out what it kept: its tasks' failures,
    /// then the suppressed ones; `never_started` when there are none and a task was refused.
    std::vector<std::exception_ptr> reset() {
        closed_ = 0;
        unseen_ = false;
        auto all = std::exchange(failures_, {});
        all.insert(all.end(), suppressed_.begin(), suppressed_.end());
        suppressed_.clear();
        if (std::exchange(refused_, false) && all.empty()) {
            all.push_back(std::make_exception_ptr(never_started{}));
        }
        return all;
    }

    /// Awaits the end of all tasks; true when the waiting task was cancelled meanwhile. Then the
    /// scope is cancelled too, and still awaited to its end. One task may wait at a time, and none
    /// for the scope that it runs in itself: else std::logic_error is thrown.
    class end_awaiter;
    [[nodiscard]] inline end_awaiter ended() noexcept;

    /// The same, and a cancellation of the waiting task does not reach the scope.
    [[nodiscard]] inline end_awaiter ended_shielded() noexcept;

    /// As ended(); then rethrows the first failure, or throws `cancelled` when the waiting task was
    /// cancelled or a task of the scope refused.
    class join_awaiter;
    [[nodiscard]] inline join_awaiter join() noexcept;

    /// A wait begins: called by awaiters when they suspend.
    void add(pending& wait) noexcept { waits_.add(wait); }

    /// A task of this scope ended by an exception. Called by its promise.
    void fail(const std::exception_ptr& failure) noexcept {
        if (is_cancelled() && is_cancellation(failure)) {
            return;
        }
        failures_.push_back(failure);
        unseen_ = true;
        cancel();
    }

    /// A task whose frame is kept ended by an exception. Called by its promise.
    void fail_kept(const std::exception_ptr& failure) noexcept {
        if (!collects_) {
            fail(failure);
        }
    }

    /// A task of this scope has ended and its frame is gone, or kept. Called by its promise.
    void child_ended() noexcept {
        if (--active_ == 0 && joiner_ != nullptr) {
            joiner_->unlink();
            closed_ |= by_its_end; // until the joiner goes on: it would find a task running
            ready_.push(*std::exchange(joiner_, nullptr));
        }
    }

protected:
    /// Leaves the failures of tasks that were started with `start` to their owners: they cancel
    /// nobody.
    void collect() noexcept { collects_ = true; }

private:
    [[nodiscard]] std::exception_ptr first_failure() const noexcept {
        if (!failures_.empty()) {
            return failures_.front();
        }
        return suppressed_.empty() ? nullptr : suppressed_.front();
    }

    static constexpr std::uint8_t by_cancellation = 1;
    static constexpr std::uint8_t by_its_end = 2;

    ready_list& ready_;
    pending_list waits_;
    std::size_t active_ = 0;
    std::uint8_t closed_ = 0; ///< to new tasks, and why
    bool refused_ = false; ///< a spawned task was dropped, because the scope was closed
    bool unseen_ = false; ///< there are failures, and nobody has asked for them
    bool collects_ = false;
    pending* joiner_ = nullptr;
    std::vector<std::exception_ptr> failures_;
    std::vector<std::exception_ptr> suppressed_;
};

} // namespace crossover::coro

#include "strategies/coro/join.hpp" // IWYU pragma: export
