#pragma once

#include "engines/support/pool_width.hpp"
#include "engines/support/threads.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace crossover::engines {

/// A fixed crew of threads that run one function together, again and again: each `run` wakes all,
/// and returns when all have come back. The caller sleeps meanwhile. Not for use by two threads at
/// once.
class batch_crew {
public:
    /// Starts `width` threads. Throws std::invalid_argument when `width` is 0, and
    /// error(machine_limit) when the system refuses a thread; those that were started end first.
    explicit batch_crew(std::size_t width) {
        start_threads(
            threads_, pool_width(width), [this](std::size_t worker) { work(worker); },
            [this] { tell_to_end(); });
    }
    batch_crew(const batch_crew&) = delete;
    batch_crew& operator=(const batch_crew&) = delete;
    ~batch_crew() {
        tell_to_end();
        join_all(threads_);
    }

    [[nodiscard]] std::size_t width() const noexcept { return threads_.size(); }

    /// Runs part(worker) on every thread of the crew. `part` must not throw.
    template <class Part>
    void run(const Part& part) {
        call_ = [](const void* p, std::size_t worker) noexcept {
            (*static_cast<const Part*>(p))(worker);
        };
        part_ = &part;
        away_.store(threads_.size(), std::memory_order_relaxed);
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
        for (auto left = away_.load(std::memory_order_acquire); left != 0;
             left = away_.load(std::memory_order_acquire)) {
            away_.wait(left, std::memory_order_acquire);
        }
    }

private:
    void work(std::size_t worker) {
        for (std::uint32_t seen = 0;;) {
            round_.wait(seen, std::memory_order_acquire);
            seen = round_.load(std::memory_order_acquire);
            if (ending_.load(std::memory_order_relaxed)) {
                return;
            }
            call_(part_, worker);
            if (away_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                away_.notify_one();
            }
        }
    }

    void tell_to_end() noexcept {
        ending_.store(true, std::memory_order_relaxed);
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
    }

    void (*call_)(const void*, std::size_t) noexcept = nullptr;
    const void* part_ = nullptr;
    alignas(64) std::atomic<std::uint32_t> round_ = 0;
    alignas(64) std::atomic<std::size_t> away_ = 0;
    std::atomic<bool> ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace crossover::engines
