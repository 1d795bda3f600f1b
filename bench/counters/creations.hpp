#pragma once

#include <cstdint>

/// Counts what this process and children forked from it start: the program's `pthread_create`,
/// `fork` and `connect` stand before the C library's, as its `malloc` does, so that calls from
/// libraries count like ours. One relaxed atomic addition each.
namespace crossover::bench {

/// What has been started since the process began.
struct creations {
    std::int64_t threads = 0;
    std::int64_t processes = 0; ///< forked; what posix_spawn starts is not seen
    std::int64_t connections = 0; ///< asked for
};

creations operator-(const creations& later, const creations& earlier) noexcept;

/// False in a build that cannot count: a sanitizer has a `pthread_create` of its own.
[[nodiscard]] bool can_count_creations() noexcept;

/// Makes the counters visible to children that are forked from now on. Where the system refuses the
/// memory, children are not counted.
void share_creation_counts() noexcept;

[[nodiscard]] creations creations_so_far() noexcept;

} // namespace crossover::bench
