#pragma once

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/scope.hpp"

#include <concepts>
#include <coroutine>

namespace crossover::coro {

/// The part that every cancellable wait shares: it suspends, stands in its scope's list, and throws
/// `cancelled` when the scope was cancelled before or meanwhile.
///
/// `Wait` has `void start()` (begins the wait; must not complete it) or `bool start()` (false:
/// there is nothing to wait for, and the task goes on at once), `void abort() noexcept` (undoes it;
/// the wait must not complete afterwards), `ready_list& ready()` and `value()` (what the wait
/// answers). The loop calls `complete()`.
template <class Wait>
class cancellable_wait : public pending {
public:
    [[nodiscard]] static bool await_ready() noexcept { return false; }

    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> continued) {
        this->handle = continued;
        scope* const owner = continued.promise().owner();
        if (owner != nullptr && owner->is_cancelled()) {
            mark();
            return false;
        }
        if constexpr (std::same_as<decltype(self().start()), bool>) {
            if (!self().start()) {
                return false;
            }
        } else {
            self().start();
        }
        if (owner != nullptr) {
            owner->add(*this);
        }
        return true;
    }

    auto await_resume() {
        if (is_marked()) {
            throw cancelled{};
        }
        return self().value();
    }

    void cancel() noexcept final {
        self().abort();
        mark();
        self().ready().push(*this);
    }

    /// The wait is over: its task goes on now, on the caller's stack. The wait is gone when this
    /// returns.
    void complete() {
        unlink();
        handle.resume();
    }

    /// The wait is over: its task goes on when the loop drains its ready list.
    void complete_soon() noexcept {
        unlink();
        self().ready().push(*this);
    }

protected:
    ~cancellable_wait() = default;

private:
    Wait& self() noexcept { return static_cast<Wait&>(*this); }
};

} // namespace crossover::coro
