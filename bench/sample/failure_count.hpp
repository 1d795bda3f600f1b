#pragma once

#include "base/clock.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/sample/failure_slots.hpp"
#include "bench/sample/measurement.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/sample/stall_watchdog.hpp"
#include "bench/sample/subject.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>

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
    /// its own silence. Allocates nothing: what the batch allocates is being counted.
    template <class Deed>
    void watch(const subject& by, std::size_t tasks, const Deed& deed) {
        const stall_watchdog silence(left_, tasks, by.is_program() ? 0 : work_.waited_for(),
                                     patience_ns_);
        began_ns_ = now_ns();
        try {
            deed();
        } catch (const std::exception&) {
            if (silence.has_ended_it()) {
                give_up(tasks);
            }
            throw;
        }
    }

    /// After a batch that failed: one more, which goes on whatever fails, to count how many tasks
    /// do. Does nothing where they have been counted, where tasks cannot fail so, and for a
    /// program, which tells of the first alone.
    void count(const subject& by);

    /// Where the requests of an open batch may leave their failures; empty where tasks cannot fail
    /// by what the other side does, and where they are too many.
    [[nodiscard]] std::span<failure_slot> slots() const noexcept { return failures_.slots(); }

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
