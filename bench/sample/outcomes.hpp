#pragma once

#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crossover::bench {

/// A digest that no task yields by chance: what an index holds whose task left nothing.
inline constexpr std::uint64_t no_result = 0xdeadbeefdeadbeefULL;

/// Where the tasks of a cell leave their digests and stamps: one shared mapping, so that worker
/// processes write into it too. It is touched when it is made, so its pages cost no contender
/// anything.
class outcomes {
public:
    explicit outcomes(std::size_t tasks);
    outcomes(const outcomes&) = delete;
    outcomes& operator=(const outcomes&) = delete;
    ~outcomes();

    /// A batch of the first `tasks` tasks, with a salt of its own, which the workload is to be
    /// told; what was left by an earlier batch is wiped.
    batch prepare(std::size_t tasks, bool traced);

    /// Of the last batch: a request that is not 0 there was not answered, for it was refused or
    /// has failed. It must have left no digest, and its stamp counts for nothing. Forgotten with
    /// the next batch.
    void leave_out(std::vector<std::uint8_t> unanswered) { unanswered_ = std::move(unanswered); }
    /// Whether task i of the last batch counts.
    [[nodiscard]] bool counts(std::size_t i) const noexcept {
        return unanswered_.empty() || unanswered_[i] == 0;
    }
    /// Empty when all count.
    [[nodiscard]] std::span<const std::uint8_t> unanswered() const noexcept { return unanswered_; }

    /// Whether task i of the last batch has left a digest.
    [[nodiscard]] bool has_result(std::size_t i) const noexcept { return results_[i] != no_result; }

    /// Compares the digests of the first `tasks` tasks, or of each so-many-th of them, with what
    /// they must be. Empty when all are right; else a sentence that names the first wrong task.
    [[nodiscard]] std::string check(std::size_t tasks,
                                    const std::function<std::uint64_t(std::size_t)>& expected,
                                    std::size_t every = 1) const;

    /// How many of the first `tasks` tasks have left a result, while they run. Async-signal-safe.
    [[nodiscard]] std::size_t done(std::size_t tasks) const noexcept;

    /// Whether every stamp of the last traced batch of `tasks` tasks lies within the batch, from
    /// `begin_ns` to `end_ns` on the stamps' clock, and none ends before it starts; `granted_ns` is
    /// what the clock may be wrong by. Empty when all do; else a sentence that names the first that
    /// does not.
    [[nodiscard]] std::string check_stamps(std::size_t tasks, std::int64_t begin_ns,
                                           std::int64_t end_ns, std::int64_t granted_ns) const;

    /// The most tasks that were in flight at once in the last traced batch of `tasks` tasks. Sorts
    /// the stamps, which takes about as long as taking them did (100 ns a task where there are a
    /// million), in memory of its own that is there already.
    [[nodiscard]] std::size_t most_in_flight(std::size_t tasks);

    /// The sum of the times that the tasks of the last traced batch were in flight, in ns.
    [[nodiscard]] std::int64_t total_latency_ns(std::size_t tasks) const noexcept;

    [[nodiscard]] const stamp* stamps() const noexcept { return stamps_; }

private:
    std::size_t bytes_ = 0;
    void* memory_ = nullptr;
    stamp* stamps_ = nullptr;
    std::uint64_t* results_ = nullptr;
    std::int64_t* starts_ = nullptr; ///< to be sorted, and the ends after them
    std::vector<std::uint8_t> unanswered_;
};

} // namespace crossover::bench
