#pragma once

#include <stdexcept>
#include <utility>

namespace crossover::engines {

/// A task that runs the loop which runs it would wait for its own end.
[[noreturn]] inline void refuse_to_run_inside() {
    throw std::logic_error(
        "run() was called by a task of the same loop, which cannot end while it waits for itself; "
        "await what it is to wait for");
}

/// Marks a loop as running while it lives. std::logic_error where it runs already.
class run_mark {
public:
    explicit run_mark(bool& running) : running_(running) {
        if (std::exchange(running, true)) {
            refuse_to_run_inside();
        }
    }
    run_mark(const run_mark&) = delete;
    run_mark& operator=(const run_mark&) = delete;
    ~run_mark() { running_ = false; }

private:
    bool& running_;
};

} // namespace crossover::engines
