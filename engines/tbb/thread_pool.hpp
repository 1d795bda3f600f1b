#pragma once

#include "engines/support/pool_width.hpp"
#include "engines/support/threads.hpp"
#include "strategies/concepts.hpp"

#include <cstddef>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace crossover::engines {

/// oneTBB's `parallel_for` over an arena of exactly `width` threads, the caller being one of them.
///
/// The simple partitioner with a grain of 1 splits down to single tasks: with any other, tasks that
/// wait would queue behind each other in one thread's chunk while other threads are idle. For many
/// more threads than cores every way into the arena is slow (docs/LIMITATIONS.md).
class tbb_thread_pool {
public:
    /// Throws std::invalid_argument when `width` is 0, and error(machine_limit) when the system
    /// would refuse a thread: oneTBB starts its threads
    /// when it likes, and ends the process then.
    explicit tbb_thread_pool(std::size_t width)
        : width_(startable(width)),
          control_(oneapi::tbb::global_control::max_allowed_parallelism, width),
          arena_(static_cast<int>(width), 1) {}

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Runs body(i, worker) for every i below n; returns when all have ended.
    template <pool_body Body>
    void for_each(std::size_t n, Body& body) {
        using range = oneapi::tbb::blocked_range<std::size_t>;
        arena_.execute([&] {
            oneapi::tbb::parallel_for(
                range(0, n, 1),
                [&](const range& part) {
                    const auto worker = static_cast<std::size_t>(
                        oneapi::tbb::this_task_arena::current_thread_index());
                    for (std::size_t i = part.begin(); i != part.end(); ++i) {
                        body(i, worker);
                    }
                },
                oneapi::tbb::simple_partitioner());
        });
    }

private:
    static std::size_t startable(std::size_t width) {
        require_threads(pool_width(width) - 1); // the caller is there already
        return width;
    }

    std::size_t width_;
    oneapi::tbb::global_control control_; // TBB would not start more threads than cores otherwise
    oneapi::tbb::task_arena arena_;
};

} // namespace crossover::engines
