#pragma once

#include "base/error.hpp"
#include "engines/posix/pool_control.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <stdexcept>

namespace crossover::engines {

/// Forgets an earlier failure. No worker may be running.
inline void forget_failure(pool_control& control) noexcept {
    control.failing.store(false, std::memory_order_relaxed);
    control.failure_taken.store(false, std::memory_order_relaxed);
}

/// Keeps the first failure where the parent can read it: its text, and the exit code of a
/// crossover::error. Safe between threads and processes.
inline void keep_failure(pool_control& control, const char* text, int code = 0) noexcept {
    if (!control.failure_taken.exchange(true, std::memory_order_acq_rel)) {
        const std::size_t length = std::min(std::strlen(text), control.failure_text.size() - 1);
        std::memcpy(control.failure_text.data(), text, length);
        control.failure_text[length] = '\0';
        control.failure_code = code;
    }
    control.failing.store(true, std::memory_order_release);
}

/// Calls, and keeps what is thrown.
template <class Call>
void guarded(pool_control& control, Call call) noexcept {
    try {
        call();
    } catch (const error& failure) {
        keep_failure(control, failure.what(), static_cast<int>(failure.code()));
    } catch (const std::exception& failure) {
        keep_failure(control, failure.what());
    } catch (...) {
        keep_failure(control, "a task threw something that is not a std::exception");
    }
}

/// Throws what was kept, if anything was: a crossover::error as itself, all else as
/// std::runtime_error with its text.
inline void rethrow_failure(const pool_control& control) {
    if (!control.failure_taken.load(std::memory_order_acquire)) {
        return;
    }
    if (control.failure_code != 0) {
        throw error(static_cast<exit_code>(control.failure_code), control.failure_text.data());
    }
    throw std::runtime_error(control.failure_text.data());
}

} // namespace crossover::engines
