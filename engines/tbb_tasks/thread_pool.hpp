#pragma once

#include "engines/support/pool_width.hpp"
#include "engines/support/threads.hpp"
#include "strategies/concepts.hpp"

#include <cstddef>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

namespace crossover::engines {

/// A oneTBB `task_group` in an arena of exactly `width` threads, the caller being one of them:
/// every task is an object of its own, run by `run` and stolen one by one, and `wait` lets the
/// caller help.
class tbb_tasks_thread_pool {
public:
    /// Throws std::invalid_argument when `width` is 0, and error(machine_limit) when the system
    /// would refuse a thread: oneTBB starts its threads
    /// when it likes, and ends the process then.
    explicit tbb_tasks_thread_pool(std::size_t width)
        : width_(startable(width)),
          control_(oneapi::tbb::global_control::max_allowed_parallelism, width),
          arena_(static_cast<int>(width), 1) {}

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Runs body(i, worker) for every i below n; returns when all have ended.
    template <pool_body Body>
    void for_each(std::size_t n, Body& body) {
        arena_.execute([&] {
            oneapi::tbb::task_group group;
            for (std::size_t i = 0; i < n; ++i) {
                group.run([&body, i] {
                    body(i, static_cast<std::size_t>(
                                oneapi::tbb::this_task_arena::current_thread_index()));
                });
            }
            group.wait();
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
