#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/sample/failure_slots.hpp"
#include "bench/sample/measurement.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/sample/subject.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace crossover::bench {

/// How many tasks of a cell fail by what the other side of their I/O does: it falls silent, or
/// refuses. Not thread-safe.
class failure_count {
public:
    /// Made before the contender, whose workers share its memory. `left` and `work` outlive it;
    /// `patience_ns` is how long no task may end beyond its wait.
    failure_count(outcomes& left, const live_workload& work, std::size_t tasks,
                  std::int64_t patience_ns);

    /// Runs a batch of `tasks` tasks by `deed`, beside a watch for the other side's silence, which
    /// ends it. Throws error(server_failed) then, and what `deed` throws. A program watches over
    /// its own silence.
    void watch(const subject& by, std::size_t tasks, const std::function<void()>& deed);

    /// After a batch that failed: one more, which goes on whatever fails, to count how many tasks
    /// do. Does nothing where they have been counted, where tasks cannot fail so, and for a
    /// program, which tells of the first alone.
    void count(const subject& by);

    /// Nothing: no batch failed, or none could be counted.
    [[nodiscard]] const std::optional<error_count>& found() const noexcept { return found_; }

private:
    [[noreturn]] void give_up(std::size_t tasks);

    outcomes& left_;
    const live_workload& work_;
    std::size_t tasks_;
    std::int64_t patience_ns_;
    failure_slots failures_;
    std::int64_t began_ns_ = 0; ///< the last batch
    std::optional<error_count> found_;
};

} // namespace crossover::bench
