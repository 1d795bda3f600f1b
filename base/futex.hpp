#pragma once

#include <atomic>
#include <climits>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover {

/// Who may wait on a futex: threads of one process (cheaper), or any process that maps its page.
enum class futex_reach : int { process = FUTEX_PRIVATE_FLAG, shared = 0 };

/// Sleeps while `word` holds `seen`. May return early for no reason: check again.
inline void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t seen,
                       futex_reach reach) noexcept {
    static_assert(sizeof word == sizeof seen && std::atomic<std::uint32_t>::is_always_lock_free);
    ::syscall(SYS_futex, &word, FUTEX_WAIT | static_cast<int>(reach), seen, nullptr, nullptr, 0);
}

/// Wakes at most `count` that sleep on `word`.
inline void futex_wake(std::atomic<std::uint32_t>& word, int count, futex_reach reach) noexcept {
    ::syscall(SYS_futex, &word, FUTEX_WAKE | static_cast<int>(reach), count, nullptr, nullptr, 0);
}

} // namespace crossover
