#pragma once

#include <cstddef>
#include <stdexcept>

namespace crossover::engines {

/// Gives the width of a pool back. Throws std::invalid_argument when it is 0: such a pool could run
/// nothing, and whoever waited for it would wait for ever. Every pool asks this before it starts
/// anything.
inline std::size_t pool_width(std::size_t width) {
    if (width == 0) {
        throw std::invalid_argument(
            "a pool of width 0 has nobody to run a task; give it a width of at least 1");
    }
    return width;
}

} // namespace crossover::engines
