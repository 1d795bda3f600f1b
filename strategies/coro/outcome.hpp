#pragma once

#include "strategies/coro/failures.hpp"
#include "strategies/coro/task.hpp"

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace crossover::coro {

/// `void` as a value, where a tuple or a container wants one.
template <class T>
using regular = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

namespace detail {

/// Takes the value of a task that was given to `scope::start` and has ended, or throws what it
/// threw.
template <class T>
regular<T> regular_result(task<T>& ended) {
    if constexpr (std::is_void_v<T>) {
        ended.result();
        return {};
    } else {
        return ended.result();
    }
}

} // namespace detail

/// How a task ended: with its value, or with what it threw.
template <class T>
class outcome {
public:
    static outcome success(regular<T> value) {
        outcome result;
        result.value_.emplace(std::move(value));
        return result;
    }
    static outcome failed(const std::exception_ptr& failure) noexcept {
        outcome result;
        result.failure_ = failure;
        return result;
    }

    /// Takes the outcome of a task that was given to `scope::start` and has ended. A value whose
    /// move throws is a failure.
    static outcome of(task<T>& ended) {
        if (auto thrown = ended.failure()) {
            return failed(std::move(thrown)); // without rethrowing it: that is slow
        }
        try {
            return success(detail::regular_result(ended));
        } catch (...) {
            return failed(std::current_exception());
        }
    }

    [[nodiscard]] bool ok() const noexcept { return value_.has_value(); }

    /// The value. Rethrows the failure as itself when there is one.
    regular<T>& value() {
        if (!ok()) {
            std::rethrow_exception(failure_);
        }
        return *value_;
    }

    /// What the task threw; null when it has a value.
    [[nodiscard]] const std::exception_ptr& failure() const noexcept { return failure_; }

    /// The failure's text; empty when the task has a value.
    [[nodiscard]] std::string text() const { return text_of(failure_); }

private:
    outcome() = default;

    std::optional<regular<T>> value_;
    std::exception_ptr failure_;
};

} // namespace crossover::coro
