#pragma once

#include <cstdint>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover {

/// While it lives the scheduler grants the calling thread slices of 100 us, the shortest that there
/// are. A thread that wakes then takes a core from one with the usual slice of 3 ms at once, and
/// not when that has had it (EEVDF, Linux 6.12 and later: sched_setattr(2), `sched_runtime` of a
/// normal policy). Older kernels ignore it. It takes no more of the cores than before, and needs no
/// right. Threads and processes that it starts have usual slices.
class short_slice {
public:
    short_slice() noexcept : known_(::syscall(SYS_sched_getattr, 0, &before_, size, 0) == 0) {
        if (known_ && before_.policy == normal) {
            before_.flags |= reset_on_fork;
            attributes now = before_;
            now.runtime_ns = shortest_ns;
            ::syscall(SYS_sched_setattr, 0, &now, 0);
        }
    }
    short_slice(const short_slice&) = delete;
    short_slice& operator=(const short_slice&) = delete;
    ~short_slice() {
        if (known_ && before_.policy == normal) {
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
