#pragma once

#include <stdexcept>
#include <string>
#include <uv.h>

namespace crossover::engines {

/// Throws std::runtime_error with libuv's own words when a call failed.
inline void uv_check(int result, const char* attempted) {
    if (result < 0) {
        throw std::runtime_error(std::string(attempted) + ": " + uv_strerror(result));
    }
}

} // namespace crossover::engines
