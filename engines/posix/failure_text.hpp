#pragma once

#include "base/failure.hpp"
#include "engines/posix/pool_control.hpp"

#include <algorithm>
#include <cstring>

namespace crossover::engines {

/// Forgets an earlier failure. No worker may be running.
inline void forget_failure(pool_control& control) noexcept {
    control.failing.store(false, std::memory_order_relaxed);
    control.failure_taken.store(false, std::memory_order_relaxed);
}

/// Keeps the first failure where the parent can read it. Safe between threads and processes.
inline void keep_failure(pool_control& control, const char* text, exit_code code) noexcept {
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
    } catch (...) {
        tell_current([&control](const char* text, exit_code code) noexcept {
            keep_failure(control, text, code);
        });
    }
}

/// Throws what was kept, if anything was.
inline void rethrow_failure(const pool_control& control) {
    if (control.failure_taken.load(std::memory_order_acquire)) {
        throw error(control.failure_code, control.failure_text.data());
    }
}

} // namespace crossover::engines
