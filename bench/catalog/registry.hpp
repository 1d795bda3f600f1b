#pragma once

#include "strategies/arrivals.hpp"
#include "strategies/kind.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossover::bench {

/// A workload made for one cell, its type forgotten.
class live_workload {
public:
    live_workload() = default;
    live_workload(const live_workload&) = delete;
    live_workload& operator=(const live_workload&) = delete;
    virtual ~live_workload() = default;

    /// The digest of task i in the batch that was begun last.
    [[nodiscard]] virtual std::uint64_t expected(std::size_t i) const = 0;
    /// In one with another salt.
    [[nodiscard]] virtual std::uint64_t expected(std::size_t i, std::uint64_t salt) const = 0;
    /// What a contender computes for it: in that batch, or in one with another salt.
    [[nodiscard]] virtual std::uint64_t compute(std::size_t i) const = 0;
    [[nodiscard]] virtual std::uint64_t compute(std::size_t i, std::uint64_t salt) const = 0;
    [[nodiscard]] virtual std::int64_t wait_ns() const = 0;
    /// How long task i waits, where each does so for a time of its own.
    [[nodiscard]] virtual std::optional<std::int64_t> own_wait_ns(std::size_t i) const = 0;
    [[nodiscard]] virtual bool is_uneven() const = 0;
    /// What task i computes, as a share of the average task: 1 unless the workload is uneven.
    [[nodiscard]] virtual double cost_share(std::size_t i) const = 0;

    /// What a wrong digest most likely means; empty where nothing is known.
    [[nodiscard]] virtual std::string why_wrong() const { return {}; }
    /// When task i arrives, in nanoseconds from the batch's start: 0 unless the workload's tasks
    /// arrive one by one.
    [[nodiscard]] virtual std::int64_t arrival_ns(std::size_t i) const = 0;
    /// The batch begins at this time of the steady clock.
    virtual void start_at(std::int64_t start_ns) = 0;
    /// Whether there are tasks whose latency is the figure that matters, and whether task i is one.
    [[nodiscard]] virtual bool has_probes() const = 0;
    [[nodiscard]] virtual bool is_probe(std::size_t i) const = 0;
    /// Whether bytes travel with a task where a pool ships them: its worker stamps a part of what
    /// is computed then.
    [[nodiscard]] virtual bool ships() const = 0;
    /// Whether a sample counts set-up, the first batch and tear-down.
    [[nodiscard]] virtual bool is_cold() const = 0;

    /// What a program must know to run its tasks; nothing where programs cannot.
    [[nodiscard]] virtual std::optional<told_values> told() const { return std::nullopt; }

    /// What the server saw since the last reset; nothing for a workload without one.
    [[nodiscard]] virtual std::optional<server_report> server() = 0;
    virtual void reset_server() = 0;
    /// What a task's exchange with the server must be, in a batch of so many tasks; nothing where
    /// the server's counts cannot be held against anything.
    [[nodiscard]] virtual std::optional<server_exchange> exchange(std::size_t tasks) const = 0;
    /// The process whose end ends all waits; 0 where each has a deadline of its own, or needs none.
    [[nodiscard]] virtual pid_t waited_for() const = 0;
    /// Whether tasks may fail by what the other side does.
    [[nodiscard]] virtual bool depends_on_others() const = 0;

    /// From now on tasks yield the digests of a batch with this salt. Beside it, what a workload
    /// does before and after a batch whose tasks share something.
    virtual void begin_batch(std::uint64_t salt) = 0;
    virtual void end_batch(std::size_t tasks) = 0;
};

/// A workload that can be asked for by name.
struct workload_entry {
    std::string name;
    std::string summary;
    std::string wait;
    std::span<const parameter> parameters;
    std::unique_ptr<live_workload> (*make)(const crossover::parameters&) = nullptr;

    // From the parameters alone, before anything is made (workload_defaults):
    /// Throws error(bad_input) when this cannot run at all.
    void (*check)(const crossover::parameters&) = &workload_defaults::check;
    task_cost (*cost)(const crossover::parameters&, std::size_t tasks) = &workload_defaults::cost;
    /// Those of the wait included.
    workload_needs (*needs)(const crossover::parameters&) = &workload_defaults::needs;
    bool cold = false; ///< a sample counts set-up, the first batch and tear-down
    bool has_probes = false; ///< the latency of some tasks is the figure that matters
    bool tells_programs = false; ///< what its tasks do, so that programs can run them
    /// Units of work per microsecond; 0 when there is nothing to calibrate.
    double (*calibrate)() = &workload_defaults::calibrate;
};

/// The language of every contender that runs in this process.
inline constexpr const char* own_language = "cpp";

/// What stands behind a contender that is a program (bench/programs/).
struct program_facts {
    std::string path;
    std::string language;
    std::string library;
    std::string version; ///< of the library
};

/// How many of `cores` compute where so many tasks may do so at once: one at least.
inline double cores_at_work(std::size_t computing, int cores) {
    return std::min(static_cast<double>(cores),
                    static_cast<double>(std::max<std::size_t>(computing, 1)));
}

/// A strategy on an engine, able to run one workload; or the reason why it cannot.
struct contender_entry {
    int rank = 0; ///< of the strategy, in tables and in a process that runs several
    std::string strategy;
    std::string engine;
    std::string workload;
    enum kind kind = kind::best;
    std::string skipped; ///< empty: it can run
    bool takes_arrivals = false; ///< of tasks that arrive one by one
    bool can_refuse = true; ///< those that find the queue full
    std::size_t (*limit)(const batch_size&) = nullptr; ///< most tasks in flight under this strategy
    std::size_t (*computing)(const batch_size&) =
        nullptr; ///< most tasks that compute at once; null: as many as may be in flight
    std::size_t (*served)(const batch_size&) =
        nullptr; ///< how many requests do not stand in line; null: as many as may be in flight
    resources (*needs)(const batch_size&) = nullptr; ///< the most that it holds
    std::string (*unavailable)() = nullptr; ///< why the system does not let this process have the
                                            ///< engine; null or empty when it does
    std::function<std::string(const batch_size&)>
        refusal; ///< why it cannot run this size; empty when it can
    std::function<std::unique_ptr<runner>(live_workload&, const batch_size&)> make;
    std::shared_ptr<const program_facts> program; ///< null: it runs in this process

    [[nodiscard]] std::string name() const { return strategy + "/" + engine; }

    /// What it is written in: what its program says, and ours where it runs in this process.
    [[nodiscard]] std::string language() const {
        return program ? program->language : own_language;
    }

    /// How many of `cores` it may have at work on its tasks' computing.
    [[nodiscard]] double at_work(const batch_size& s, int cores) const {
        return cores_at_work(computing != nullptr ? computing(s) : limit(s), cores);
    }

    /// How many requests may have arrived and not ended, of a size that is open: those that are
    /// served, and the queue.
    [[nodiscard]] std::size_t room(const batch_size& s) const {
        return s.queue ? (served != nullptr ? served(s) : limit(s)) + *s.queue
                       : arrival_plan::unbounded;
    }

    /// Why it cannot run here and now, at any size; empty when it can.
    [[nodiscard]] std::string reason_to_skip() const {
        return skipped.empty() && unavailable != nullptr ? unavailable() : skipped;
    }

    /// Why it cannot run this size in this process; empty when it can.
    [[nodiscard]] std::string reason_to_skip(const batch_size& s) const {
        auto reason = reason_to_skip();
        if (reason.empty() && s.open && !takes_arrivals) {
            return name() + " takes a whole batch at once: it has no way to take requests as they "
                            "arrive";
        }
        if (reason.empty() && s.queue && !can_refuse) {
            return name() + " learns of a request when it takes it, and can refuse none: give no "
                            "queue";
        }
        return reason.empty() && refusal ? refusal(s) : reason;
    }
};

/// A contender of an engine whose library was not there when the suite was built.
struct missing_contender {
    std::string strategy;
    std::string engine;
    std::string reason;
};

/// A strategy, whatever it stands on.
struct strategy_entry {
    std::string name;
    std::size_t (*limit)(const batch_size&) = nullptr; ///< most tasks in flight under it
    std::size_t (*computing)(const batch_size&) = nullptr; ///< most that compute at once
};

/// All that this binary can run. Filled before main's work begins, by files that CMake generates
/// from the tree: there is no list to keep.
struct registry {
    std::vector<workload_entry> workloads;
    std::vector<contender_entry> contenders;
    std::vector<missing_contender> missing;
    std::vector<strategy_entry> strategies;
    std::map<std::string, std::string> libraries; ///< name -> version

    /// Throws error(bad_input) that names the nearest workload when there is none of that name.
    [[nodiscard]] const workload_entry& workload(const std::string& name) const;
};

/// The registry of this binary.
const registry& all();

/// Adds contenders that this call of the bench alone knows (--program), behind the others. Before
/// anything refers to one of them. Not thread-safe.
void extend(std::vector<contender_entry> more);

} // namespace crossover::bench
