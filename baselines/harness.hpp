#pragma once

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "strategies/runner.hpp"
#include "workloads/support/sha256_rounds.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Baselines: each library used directly, and raw code that shows the limit. Each is a program
/// under the contract (docs/PROGRAMS.md), and measured by `crossover_bench` as its contenders are.
/// They know neither strategies nor engines. This is their side of the contract.
namespace crossover::baselines {

/// What the tasks of one cell do, as the bench has told it. Thread-safe for different indices, in
/// forked children too.
class work {
public:
    /// A cell as `prepare` brings it.
    struct told {
        std::string workload; ///< noop, timer, tcp or sha256
        std::size_t tasks = 0;
        std::size_t limit = 0;
        std::int64_t wait_ns = 0; ///< what each task waits for
        std::int64_t bytes = 0; ///< what each task hashes; size of a request and of a reply
        std::int64_t port = 0; ///< of the tcp server
    };
    explicit work(const told& cell);

    const std::size_t tasks;
    const std::size_t limit; ///< at most `tasks`, at least 1
    const std::int64_t wait_ns;
    const std::size_t bytes;

    /// The tcp server's port on 127.0.0.1.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// From now on tasks yield the digests of a batch with this salt, in forked children too. Not
    /// while one runs.
    void set_salt(std::uint64_t salt) const noexcept {
        salt_->store(salt, std::memory_order_relaxed);
    }

    /// What task i yields, once its wait is over; `answer` is the tcp server's, 0 for other waits.
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer = 0) const;

    /// Task i is in flight.
    static void begin(const batch& b, std::size_t i) noexcept {
        if (b.stamps != nullptr) {
            b.stamps[i].started_ns = now_ns();
        }
    }

    /// The wait of task i is over: computes, and leaves the digest.
    void finish(const batch& b, std::size_t i, std::uint64_t answer = 0) const {
        leave(b, i, compute(i, answer));
    }

    /// Task i has its digest.
    static void leave(const batch& b, std::size_t i, std::uint64_t digest) noexcept {
        b.results[i] = digest;
        if (b.stamps != nullptr) {
            b.stamps[i].ended_ns = now_ns();
        }
    }

    /// The whole of task i, where it has no wait.
    void run(const batch& b, std::size_t i) const {
        begin(b, i);
        finish(b, i);
    }

private:
    bool answered_; ///< a digest is made of a server's answer
    std::uint16_t port_;
    std::optional<workloads::sha256_rounds> rounds_;
    shared_memory<std::atomic<std::uint64_t>> salt_;
};

/// What a baseline says of itself.
struct facts {
    std::vector<std::string_view> workloads; ///< that it can run
    runner::per_task starts = runner::per_task::nothing;
    bool all_at_once = false; ///< it starts all tasks of a batch, whatever the cell's limit is
};

inline const facts computing{.workloads = {"noop", "sha256"}};
inline const facts thread_each{
    .workloads = {"noop", "sha256"}, .starts = runner::per_task::thread, .all_at_once = true};
inline const facts process_each{.workloads = {"noop", "sha256"},
                                .starts = runner::per_task::process};
inline const facts waiting{.workloads = {"timer"}};
inline const facts waiting_at_once{.workloads = {"timer"}, .all_at_once = true};
inline const facts talking{.workloads = {"tcp"}};

using maker = std::function<std::unique_ptr<runner>(const work&)>;

/// The whole of a baseline: reads orders from standard input and answers them on standard output,
/// until it is told to quit. Its engine is the name of its file. Returns the exit code. Never
/// throws.
int run_baseline(const facts& of, const maker& make) noexcept;

/// The same for a runner that is made from the work.
template <class Runner>
int run_baseline(const facts& of) noexcept {
    return run_baseline(of, [](const work& w) { return std::make_unique<Runner>(w); });
}

} // namespace crossover::baselines
