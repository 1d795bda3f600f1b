#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover::tests {

/// What the scheduler grants a thread.
struct scheduling {
    std::uint64_t flags = 0;
    std::uint64_t slice_ns = 0; ///< 0 where a thread has none of its own (before Linux 6.12)
};

/// Of the calling thread, as the kernel's `struct sched_attr` tells it.
inline scheduling scheduling_here() {
    constexpr std::size_t bytes = 48;
    constexpr std::size_t flags_at = 8;
    constexpr std::size_t runtime_at = 24;
    std::array<char, bytes> told{};
    scheduling found;
    if (::syscall(SYS_sched_getattr, 0, told.data(), bytes, 0) == 0) {
        std::memcpy(&found.flags, told.data() + flags_at, sizeof found.flags);
        std::memcpy(&found.slice_ns, told.data() + runtime_at, sizeof found.slice_ns);
    }
    return found;
}

/// Whether a thread may have a slice of its own here: a kernel or a filter may refuse it.
inline bool has_own_slices() {
    std::array<char, 48> told{};
    return ::syscall(SYS_sched_getattr, 0, told.data(), told.size(), 0) == 0 &&
           ::syscall(SYS_sched_setattr, 0, told.data(), 0) == 0 && scheduling_here().slice_ns > 0;
}

constexpr std::uint64_t shortest_slice_ns = 100'000;

} // namespace crossover::tests
