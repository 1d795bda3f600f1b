#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>

namespace crossover::bench {

/// No limit is known.
inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// What this machine gives one process and its children, at this moment.
struct machine_limits {
    std::size_t descriptors = unlimited; ///< of one process: the hard RLIMIT_NOFILE
    std::size_t threads = unlimited; ///< more that may be started, processes among them
    std::string threads_by = {}; ///< which limit that is, as a person would look it up
    std::size_t memory_bytes = unlimited; ///< that can be taken without swapping
};

/// Reads the limits of this process: RLIMIT_NOFILE, RLIMIT_NPROC (not for root), the pids.max and
/// memory.max of its control groups (version 2), threads-max, max_map_count, and MemAvailable. What
/// cannot be read limits nothing. Costs some milliseconds for a user with many processes.
machine_limits read_machine_limits();

/// The least `maximum` - `current` of a control group and those above it, as pids.max and
/// pids.current; `unlimited` where none is set.
std::size_t group_room(const std::filesystem::path& root, const std::string& group,
                       const char* maximum, const char* current);

} // namespace crossover::bench
