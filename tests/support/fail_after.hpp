#pragma once

#include "strategies/coro/task.hpp"

#include <chrono>
#include <stdexcept>

namespace crossover::tests {

/// A task that sleeps on its loop, then throws.
template <class Loop>
coro::task<void> fail_after(Loop& loop, std::chrono::nanoseconds time, const char* text) {
    co_await sleep_for(loop, time);
    throw std::runtime_error(text);
}

} // namespace crossover::tests
