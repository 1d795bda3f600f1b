#pragma once

#include <stdexcept>
#include <utility>

namespace crossover::engines {

/// Whether a thread pool still takes tasks. Belongs to the thread that submits: a plain flag, so
/// asking costs a predicted branch.
class closed_flag {
public:
    /// Throws std::logic_error once it is closed.
    void require_open() const {
        if (closed_) [[unlikely]] {
            throw std::logic_error(
                "a task was submitted to a thread pool that was shut down; make a new pool");
        }
    }

    /// True the first time.
    bool close() noexcept { return !std::exchange(closed_, true); }

private:
    bool closed_ = false;
};

} // namespace crossover::engines
