#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

/// What every semaphore says when it is misused, whichever engine it belongs to.
namespace crossover::coro {

/// The number of permits itself. Throws std::invalid_argument when it is negative, or was before an
/// unsigned type made it huge.
[[nodiscard]] inline std::ptrdiff_t valid_permits(std::ptrdiff_t permits) {
    if (permits < 0) {
        throw std::invalid_argument("a semaphore cannot have " + std::to_string(permits) +
                                    " permits; give 0 or more");
    }
    return permits;
}
[[nodiscard]] inline std::size_t valid_permits(std::size_t permits) {
    return static_cast<std::size_t>(valid_permits(static_cast<std::ptrdiff_t>(permits)));
}

/// For a release when no permit is out. Apart, so that a release stays short.
template <class Permits>
[[nodiscard, gnu::cold, gnu::noinline]] std::logic_error released_too_often(Permits permits) {
    return std::logic_error("a semaphore of " + std::to_string(permits) +
                            " permits was released more often than acquired");
}

} // namespace crossover::coro
