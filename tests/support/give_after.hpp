#pragma once

#include "strategies/coro/task.hpp"

#include <chrono>

namespace crossover::tests {

/// A task that sleeps on its loop, then gives a value.
template <class Loop>
coro::task<int> give_after(Loop& loop, std::chrono::nanoseconds time, int value) {
    co_await sleep_for(loop, time);
    co_return value;
}

} // namespace crossover::tests
