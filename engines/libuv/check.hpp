#pragma once

#include "base/error.hpp"

#include <stdexcept>
#include <string>
#include <uv.h>

namespace crossover::engines {

/// Throws std::runtime_error with libuv's own words when a call failed, and error(machine_limit)
/// when it failed for want of descriptors.
inline void uv_check(int result, const char* attempted) {
    if (result == UV_EMFILE || result == UV_ENFILE) {
        throw error(exit_code::machine_limit,
                    std::string(attempted) + ": " + uv_strerror(result) +
                        "; lower --limit or raise the descriptor limit with ulimit -n");
    }
    if (result < 0) {
        throw std::runtime_error(std::string(attempted) + ": " + uv_strerror(result));
    }
}

} // namespace crossover::engines
