#pragma once

#include "strategies/coro/scope.hpp"

#include <coroutine>
#include <exception>
#include <stdexcept>
#include <utility>

namespace crossover::coro {

/// `scope& mine = co_await this_scope{}`: the scope that the running task belongs to. Never
/// suspends. Throws std::logic_error in a task that belongs to none.
class this_scope {
public:
    [[nodiscard]] static bool await_ready() noexcept { return false; }

    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> running) noexcept {
        owner_ = running.promise().owner();
        return false;
    }

    [[nodiscard]] scope& await_resume() const {
        if (owner_ == nullptr) {
            throw std::logic_error(
                "this coroutine runs in no scope; spawn it into a scope or on a loop");
        }
        return *owner_;
    }

private:
    scope* owner_ = nullptr;
};

/// A scope inside a helper (gather, with_scope), where the caller cannot look at it: failures that
/// were not rethrown go to the caller's scope when it goes, so that none is lost.
class nested_scope : public scope {
public:
    explicit nested_scope(scope& outer) noexcept : scope(outer.ready()), outer_(outer) {}
    nested_scope(const nested_scope&) = delete;
    nested_scope& operator=(const nested_scope&) = delete;

    ~nested_scope() {
        for (const auto& failure : failures()) {
            hand_up(failure);
        }
        for (const auto& failure : suppressed()) {
            hand_up(failure);
        }
    }

    /// Rethrows the first failure, if there is one, or throws `cancelled` when the caller was
    /// cancelled or a task refused: what join() does.
    void rethrow(bool cancelled_outside) {
        rethrown_ = true;
        rethrow_failure();
        if (cancelled_outside) {
            throw cancelled{};
        }
    }

private:
    void hand_up(const std::exception_ptr& failure) noexcept {
        if (std::exchange(rethrown_, false)) {
            return; // the first in line, and on its way already
        }
        outer_.suppress(failure);
    }

    scope& outer_;
    bool rethrown_ = false;
};

/// A scope whose kept tasks fail for themselves alone.
class collecting_scope : public nested_scope {
public:
    explicit collecting_scope(scope& outer) noexcept : nested_scope(outer) { collect(); }
};

} // namespace crossover::coro
