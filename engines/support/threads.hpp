#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/process_limit.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <sys/types.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::engines {

/// The one sentence for a thread that the system refused, after `started` of `wanted` had been
/// started. `option` is the one to lower.
[[nodiscard]] inline error thread_refused(std::size_t started, std::size_t wanted,
                                          const std::exception& refused,
                                          std::string_view option = "--limit") {
    return {exit_code::machine_limit, "cannot start thread " + std::to_string(started + 1) +
                                          " of " + std::to_string(wanted) + " (" + refused.what() +
                                          "); lower " + std::string(option) + " or " +
                                          process_limit_advice()};
}

inline void join_all(std::vector<std::thread>& threads) noexcept {
    for (auto& thread : threads) {
        thread.join();
    }
    threads.clear();
}

/// Starts `n` threads that run work(number), with numbers from 0. When the system refuses one,
/// calls end(), which must make those that were started return, joins them and throws
/// error(machine_limit).
template <class Work, class End>
void start_threads(std::vector<std::thread>& threads, std::size_t n, const Work& work,
                   const End& end) {
    try {
        threads.reserve(n);
        while (threads.size() < n) {
            threads.emplace_back(work, threads.size());
        }
    } catch (const std::exception& refused) { // std::system_error, or std::bad_alloc for what the
                                              // library keeps of a thread
        const std::size_t started = threads.size();
        end();
        join_all(threads);
        throw thread_refused(started, n, refused);
    }
}

/// Returns when the system has forgotten these threads of this process, which were joined. Joining
/// tells when one has left its stack; until a moment later it still counts against the limits of
/// threads. A debugger may hold one for ever, so this looks for a second at most.
inline void await_forgotten(std::span<const pid_t> joined) noexcept {
    const auto until = now_ns() + 1'000'000'000;
    for (const pid_t one : joined) {
        while (::syscall(SYS_tgkill, ::getpid(), one, 0) == 0 && now_ns() < until) {
            std::this_thread::yield();
        }
    }
}

/// Proves that the system lets this process have `n` threads more, by starting them all and ending
/// them again (about 10 us each). Throws error(machine_limit) when it does not. For libraries that
/// start threads themselves and end the process when one is refused; what other processes start in
/// between is not seen.
inline void require_threads(std::size_t n) {
    std::vector<std::thread> threads;
    std::vector<pid_t> ids(n);
    std::atomic<bool> leave = false;
    const auto end = [&leave] {
        leave.store(true, std::memory_order_relaxed);
        leave.notify_all();
    };
    start_threads(
        threads, n,
        [&leave, &ids](std::size_t number) {
            ids[number] = ::gettid();
            leave.wait(false, std::memory_order_relaxed);
        },
        end);
    end();
    join_all(threads);
    await_forgotten(ids);
}

} // namespace crossover::engines
