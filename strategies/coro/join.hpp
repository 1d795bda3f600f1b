#pragma once

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"

#include <coroutine>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <utility>

/// How a scope's tasks are awaited, and what they tell it when they end. Included by scope.hpp.
namespace crossover::coro {

class scope::end_awaiter : public pending {
public:
    enum class reach { cancellable, shielded };

    explicit end_awaiter(scope& awaited, reach from_outside = reach::cancellable) noexcept
        : awaited_(awaited), from_outside_(from_outside) {}
    end_awaiter(const end_awaiter&) = delete;
    end_awaiter& operator=(const end_awaiter&) = delete;
    ~end_awaiter() = default;

    [[nodiscard]] bool await_ready() const noexcept { return awaited_.idle(); }

    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> continued) {
        scope* const outer = continued.promise().owner();
        refuse_misuse(outer);
        handle = continued;
        awaited_.joiner_ = this;
        if (outer == nullptr || from_outside_ == reach::shielded) {
            return;
        }
        if (outer->is_cancelled()) {
            cancel();
        } else {
            outer->add(*this);
        }
    }

    bool await_resume() const noexcept {
        if (handle) { // it was the joiner; another one may be on its way
            awaited_.closed_ &= static_cast<std::uint8_t>(~scope::by_its_end);
        }
        return outer_cancelled_;
    }

    void cancel() noexcept override {
        outer_cancelled_ = true;
        awaited_.cancel();
    }

protected:
    scope& awaited_;

private:
    /// Either would wait for ever.
    void refuse_misuse(const scope* outer) const {
        if (awaited_.joiner_ != nullptr) {
            throw std::logic_error(
                "two tasks wait for the end of one coroutine scope; let one join "
                "it, and the other one wait for that task");
        }
        if (outer == &awaited_) {
            throw std::logic_error("a task waits for the end of the coroutine scope that it runs "
                                   "in, so for its own; join it from outside");
        }
    }

    reach from_outside_;
    bool outer_cancelled_ = false;
};

class scope::join_awaiter final : public end_awaiter {
public:
    using end_awaiter::end_awaiter;

    void await_resume() const {
        const bool outer_cancelled = end_awaiter::await_resume();
        awaited_.rethrow_failure();
        if (outer_cancelled) {
            throw cancelled{};
        }
    }
};

inline scope::end_awaiter scope::ended() noexcept {
    return end_awaiter(*this);
}

inline scope::end_awaiter scope::ended_shielded() noexcept {
    return end_awaiter(*this, end_awaiter::reach::shielded);
}

inline scope::join_awaiter scope::join() noexcept {
    return join_awaiter(*this);
}

namespace detail {

inline void promise_base::end(std::coroutine_handle<> handle, promise_base& promise) noexcept {
    if (promise.continuation_ == handle) {
        scope& owner = *promise.owner_;
        const auto failure = std::move(promise.failure_);
        handle.destroy();
        if (failure) {
            owner.fail(failure);
        }
        owner.child_ended();
    } else if (promise.continuation_ == kept()) {
        if (promise.failure_) {
            promise.owner_->fail_kept(promise.failure_);
        }
        promise.owner_->child_ended();
    } else if (promise.continuation_) {
        promise.continuation_.resume();
    }
}

} // namespace detail
} // namespace crossover::coro
