#pragma once

#include "base/descriptors.hpp"

#include <cstddef>

namespace crossover::engines {

/// A member before a library's event loop, which is not made unless it can have its descriptors:
/// libuv ends the process when it is refused some of them.
struct loop_descriptors {
    /// libuv takes most: an epoll, two pipes, an eventfd, and a timerfd of ours.
    static constexpr std::size_t most = 8;

    /// Throws error(machine_limit).
    loop_descriptors() { require_free_descriptors(most, "an event loop"); }
};

} // namespace crossover::engines
