#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/counters/usage.hpp"
#include "bench/sample/failure_count.hpp"
#include "bench/sample/observations.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/sample/subject.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::bench {

/// What a batch took.
struct batch_times {
    std::int64_t makespan_ns = 0;
    usage used; ///< what surrounds the batch left out
    std::size_t answered = 0; ///< all tasks, but for the requests that were refused or have failed
    double work_share = 1; ///< of what all tasks compute, what those that were answered do
    std::int64_t contract_ns = 0; ///< of a program: from the order to the answer, less the batch
};

/// Runs the batches of one sample, one after another. The digests of every batch are checked, and
/// the stamps of every one that has some. A request that its service turns away has failed, and the
/// batch goes on. Holds no state of a batch. Not thread-safe.
class batch_runner {
public:
    enum class with { nothing, observation };

    /// What it works with; all of it outlives it.
    struct parts {
        subject& of;
        live_workload& work;
        outcomes& left;
        observations& seen;
        failure_count& failures;
        std::size_t limit; ///< the contender's own
        open_loop* open; ///< null: all tasks of a batch are there at once
    };
    explicit batch_runner(const parts& p) : p_(p) {}

    /// Runs a batch of the first `tasks` tasks. Throws error(invalid_measurement) for a wrong
    /// digest or stamp, a broken limit and a request that is lost, as the contender does, and the
    /// failure of a request where none was answered.
    batch_times run(std::size_t tasks, with what);

    /// The same beside a heartbeat on the contender's loop. False when it has none; then nothing
    /// was run.
    bool run_watched(std::size_t tasks, lag_log& lag);

    /// Throws error(invalid_measurement) when a digest of the last batch is wrong.
    void check_digests(std::size_t tasks) const;

private:
    void sleep_as_programs_do() const;
    [[nodiscard]] std::size_t looks_missing(std::size_t tasks) const noexcept;
    void collect_failures(batch& b) const;
    void settle(std::size_t tasks, batch_times& took);
    [[nodiscard]] double share_of_answered(std::size_t tasks) const;

    parts p_;
};

} // namespace crossover::bench
