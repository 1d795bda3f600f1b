#pragma once

#include "base/unique_fd.hpp"

#include <cstdint>
#include <span>
#include <sys/epoll.h>

namespace crossover::servers {

/// An epoll set whose wait ends a few microseconds after a deadline, never before it.
/// Thread-safety: one thread waits; any thread may add.
class poller {
public:
    /// Effect: opens the epoll set. With force_timerfd, or on a kernel without epoll_pwait2
    /// (before 5.11), deadlines cost one more system call each, through a timerfd.
    /// Throws std::system_error.
    explicit poller(bool force_timerfd);

    /// Watches a descriptor; `key` comes back in the event's data.u64. Throws std::system_error.
    void add(int fd, std::uint32_t events, std::uint64_t key);

    /// Arms an edge-triggered descriptor again: what is ready now is reported once more.
    void rearm(int fd, std::uint32_t events, std::uint64_t key) noexcept;

    /// Waits for events or until due_ns (steady clock; deadline_queue::never for no deadline). It
    /// may return early with nothing: the caller looks at the clock. Returns the events.
    std::span<epoll_event> wait(std::int64_t due_ns);

private:
    [[nodiscard]] int wait_exactly(std::int64_t due_ns) noexcept;
    void arm_timer(std::int64_t due_ns);

    // Small, so that a burst of requests does not keep due replies waiting.
    static constexpr int batch = 128;

    unique_fd epoll_;
    unique_fd timer_; // open only where epoll_pwait2 is not used
    std::int64_t armed_ns_ = 0;
    epoll_event events_[batch]{};
};

/// The key of the poller's own timer: an event to be ignored.
inline constexpr std::uint64_t timer_key = ~std::uint64_t{0};

} // namespace crossover::servers
