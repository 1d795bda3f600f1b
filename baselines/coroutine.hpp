#pragma once

#include <coroutine>
#include <exception>

namespace crossover::baselines {

/// The thinnest coroutine there is: it starts at once, frees itself, and nobody waits for it; a
/// counter tells when all have ended.
struct coroutine {
    struct promise_type {
        static coroutine get_return_object() noexcept { return {}; }
        static std::suspend_never initial_suspend() noexcept { return {}; }
        static std::suspend_never final_suspend() noexcept { return {}; }
        static void return_void() noexcept {}
        [[noreturn]] static void unhandled_exception() noexcept { std::terminate(); }
    };
};

} // namespace crossover::baselines
