#pragma once

#include "engines/pipe/process_pool.hpp"
#include "engines/support/blocking_waits.hpp"

#include <string_view>

namespace crossover::engines {

/// POSIX processes to which calls are shipped over a socket, and from which outcomes come back.
struct pipe_engine {
    static constexpr std::string_view name = "pipe";
    using process_pool = pipe_pool;
    using blocking = blocking_waits;
};

} // namespace crossover::engines
