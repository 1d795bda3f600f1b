#pragma once

#include "base/clock.hpp"
#include "engines/asio/engine.hpp"
#include "strategies/coro/task.hpp"
#include "workloads/wait.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

/// The statements of docs/ARTICLE.md in C++: each experiment is a file, made once by a fresh
/// process, which tells its figures. Whoever starts it repeats it, and judges.
namespace crossover::observations {

using loop = engines::asio_engine::loop;
using coro::task;

/// Names that end with `_ms` or `_us` are times; all others are counts.
using figures = std::map<std::string, double>;

/// Every experiment by its name. Filled before main by the files that define one.
inline std::map<std::string, std::function<figures()>>& known() {
    static std::map<std::string, std::function<figures()>> all;
    return all;
}

/// Makes an experiment known under a name.
struct registered {
    registered(const char* name, std::function<figures()> make) {
        known().emplace(name, std::move(make));
    }
};

/// Sleeps on the loop; of no time, lets others go on.
inline task<void> sleep_for(loop& on, std::chrono::nanoseconds time) {
    auto sleep = on.wait(wait::timer{time}, 0);
    co_await sleep;
}

/// Runs a coroutine to its end on a fresh loop.
template <class Body>
void run(Body&& body) {
    loop on;
    on.spawn(std::forward<Body>(body)(on));
    on.run();
}

/// The same, and how many milliseconds it took, the loop's set-up and tear-down included.
template <class Body>
double timed_ms(Body&& body) {
    const auto began = now_ns();
    run(std::forward<Body>(body));
    return static_cast<double>(now_ns() - began) / 1e6;
}

} // namespace crossover::observations
