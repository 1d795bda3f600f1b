#pragma once

#include <cstdint>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover {

/// While it lives the scheduler grants the calling thread slices of 100 us, the shortest that there
/// are. A thread that wakes then takes a core from one with a usual slice (0.7 to 3 ms, by the
/// number of cores) and does not wait for its end, as long as it has not had more than its share of
/// the core: EEVDF, Linux 6.12 and later, `sched_runtime` of sched_setattr(2) under the normal
/// policy. Elsewhere this does nothing. It takes no more of the cores than before, and needs no
/// right. What the thread starts meanwhile has a usual slice, and no nice value below 0.
class short_slice {
public:
    short_slice() noexcept : known_(::syscall(SYS_sched_getattr, 0, &before_, size, 0) == 0) {
        if (known_ && before_.policy == normal) {
            attributes now = before_;
            now.flags |= reset_on_fork;
            now.runtime_ns = shortest_ns;
            ::syscall(SYS_sched_setattr, 0, &now, 0);
        }
    }
    short_slice(const short_slice&) = delete;
    short_slice& operator=(const short_slice&) = delete;
    /// Who may not take `reset_on_fork` back (CAP_SYS_NICE) keeps it.
    ~short_slice() {
        if (known_ && before_.policy == normal &&
            ::syscall(SYS_sched_setattr, 0, &before_, 0) != 0) {
            before_.flags |= reset_on_fork;
            ::syscall(SYS_sched_setattr, 0, &before_, 0);
        }
    }

private:
    /// The kernel's `struct sched_attr` in its first version, which no header of glibc before 2.41
    /// has.
    struct attributes {
        std::uint32_t size = 0;
        std::uint32_t policy = 0;
        std::uint64_t flags = 0;
        std::int32_t nice = 0;
        std::uint32_t priority = 0;
        std::uint64_t runtime_ns = 0;
        std::uint64_t deadline_ns = 0;
        std::uint64_t period_ns = 0;
    };
    static constexpr std::uint32_t size = 48;
    static_assert(sizeof(attributes) == size);
    static constexpr std::uint32_t normal = 0; // SCHED_OTHER
    static constexpr std::uint64_t reset_on_fork = 1; // SCHED_FLAG_RESET_ON_FORK
    static constexpr std::uint64_t shortest_ns = 100'000;

    attributes before_;
    bool known_;
};

} // namespace crossover
