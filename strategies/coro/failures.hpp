#pragma once

#include "strategies/coro/cancel.hpp"

#include <cstdio>
#include <exception>
#include <string>

namespace crossover::coro {

/// Whether a task ended because its scope was cancelled, and not by an error of its own.
[[nodiscard]] inline bool is_cancellation(const std::exception_ptr& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (const cancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}

/// The text of a failure, for people. Empty when there is none.
[[nodiscard]] inline std::string text_of(const std::exception_ptr& failure) {
    if (!failure) {
        return {};
    }
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "something that is not a std::exception";
    }
}

namespace detail {

/// Ends the process, as the destructor of a std::thread that was not joined does, and says why.
[[noreturn]] inline void end_process(const char* what, const std::string& detail) noexcept {
    std::fprintf(stderr, "%s: %s\n", what, detail.c_str());
    std::terminate();
}

} // namespace detail
} // namespace crossover::coro
