#pragma once

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/ready_list.hpp"

#include <atomic>

namespace crossover::engines {

/// Set once the tasks of a batch are to end. A wait that begins looks at it under the lock of the
/// list that it enters, and who sets it then empties every list under its lock: so no wait is
/// missed.
using cancellation = std::atomic<bool>;

/// A suspended task, in its own frame, in the list of what it waits for. Whoever takes it out of
/// there, under the list's lock, is the one that resumes it, and it may be gone at once.
struct suspended : coro::ready_node {
    bool was_cancelled = false;

    void throw_if_cancelled() const {
        if (was_cancelled) {
            throw coro::cancelled{};
        }
    }
};

} // namespace crossover::engines
