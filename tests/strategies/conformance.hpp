#pragma once

#include "base/shared_memory.hpp"
#include "bench/catalog/registration.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/sample/outcomes.hpp"
#include "strategies/deadline.hpp"
#include "tests/support/in_child.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <ostream>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossover::bench {

/// How GoogleTest shows a parameter.
inline void PrintTo(const contender_entry* entry, std::ostream* out) {
    *out << entry->name() << " on " << entry->workload;
}

} // namespace crossover::bench

namespace crossover::tests {

using contender = const bench::contender_entry*;

/// Whether this machine has what a contender's engine needs. The kernel is asked once: lists are
/// made at every start of this program, and what is made to ask has to be torn down.
inline bool can_run(const bench::contender_entry& entry) {
    static std::map<std::string, bool> asked;
    const auto [known, first] = asked.try_emplace(entry.engine);
    if (first) {
        known->second = entry.unavailable == nullptr || entry.unavailable().empty();
    }
    return known->second && entry.skipped.empty();
}

/// The contenders of a registry that can run a workload whose name begins so.
inline std::vector<contender> contenders_on(const bench::registry& all, std::string_view workload) {
    std::vector<contender> found;
    for (const auto& entry : all.contenders) {
        if (entry.workload.starts_with(workload) && can_run(entry)) {
            found.push_back(&entry);
        }
    }
    return found;
}

struct contender_name {
    std::string operator()(const testing::TestParamInfo<contender>& info) const {
        std::string name =
            info.param->strategy + "_" + info.param->engine + "_" + info.param->workload;
        std::ranges::replace_if(
            name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
        return name;
    }
};

/// Whether its tasks share threads of an event loop.
inline bool on_a_loop(const bench::contender_entry& entry) {
    return entry.strategy == "gather" || entry.strategy == "semaphore" ||
           entry.kind == kind::pattern;
}

/// Whether its tasks run in processes of their own, so that an exception cannot reach the caller as
/// itself.
inline bool in_processes(const bench::contender_entry& entry) {
    return entry.strategy == "process_pool" || entry.strategy == "fork_per_task" ||
           entry.engine.ends_with("_processes");
}

/// How many threads a contender of a limit may leave to the process: oneTBB keeps its workers, and
/// starts each when it likes.
inline std::size_t threads_kept(const bench::contender_entry& entry, std::size_t limit) {
    return entry.engine.starts_with("tbb") ? limit - 1 : 0;
}

/// How many tasks are many: of those that start a process, which takes milliseconds under a
/// sanitizer, some are enough.
inline std::size_t many_tasks(const bench::contender_entry& entry) {
    return entry.workload == "exec" || entry.strategy == "fork_per_task" ? 16 : 64;
}

/// Parameters that make a task of any workload short. A deadline stays as long as it is: what is in
/// time is not shorter for it.
inline parameters small_parameters(const bench::workload_entry& workload,
                                   std::map<std::string, std::int64_t> given = {}) {
    for (const auto& p : workload.parameters) {
        if (p.unit == unit::us && !p.name.starts_with("deadline")) {
            given.emplace(p.name, std::clamp<std::int64_t>(200, p.min, p.max));
        } else if (p.unit == unit::bytes) {
            given.emplace(p.name, std::clamp<std::int64_t>(64, p.min, p.max));
        }
    }
    // Rates that make small amounts of all: measuring them would take longer than the tests.
    const std::map<std::string, double> rates{{"sha256", 100.0},
                                              {"compress", 10.0},
                                              {"json", 0.01},
                                              {"nqueens", 0.01},
                                              {"mandelbrot", 0.05}};
    return parameters(workload.name, workload.parameters, given, {.rates = rates, .texts = {}});
}

/// A contender, set up on a workload, with a place for its outcomes.
class rig {
public:
    rig(const bench::registry& from, const bench::contender_entry& entry, const batch_size& s,
        const std::map<std::string, std::int64_t>& given = {})
        : entry_(entry),
          size_(s),
          work_(from.workload(entry.workload)
                    .make(small_parameters(from.workload(entry.workload), given))),
          open_(arriving(from.workload(entry.workload), s, given, entry.room(s))),
          left_(s.tasks),
          runner_(entry.make(*work_, s)) {}

    /// Runs a batch of the first `tasks` tasks, and expects right digests in the order of input and
    /// the limit kept.
    void expect_right_batch(std::size_t tasks, bool stamped = true) {
        run(tasks, stamped);
        EXPECT_NO_THROW(work_->end_batch(tasks)) << where();
        EXPECT_EQ(left_.check(tasks, [this](std::size_t i) { return work_->expected(i); }), "")
            << where();
        if (stamped) {
            EXPECT_LE(left_.most_in_flight(tasks), entry_.limit(size_)) << where();
        }
    }
    void expect_right_batch() { expect_right_batch(size_.tasks); }

    void run(std::size_t tasks, bool stamped = true) {
        batch b = begun(tasks, stamped);
        if (open_) {
            open_->plan().begin(tasks, now_ns());
            b.arrivals = &open_->plan();
        }
        runner_->run(b);
    }
    void run() { run(size_.tasks); }

    /// Runs a batch of all requests, and expects that each either was refused and left nothing, or
    /// left its digest, and that there were never more at once than there is room for. Returns how
    /// many were refused.
    std::size_t expect_answered_or_refused() {
        run();
        std::vector<std::uint8_t> refused(size_.tasks);
        for (std::size_t i = 0; i < size_.tasks; ++i) {
            refused[i] = open_->plan().is_refused(i) ? 1 : 0;
            EXPECT_NE(left_.has_result(i), open_->plan().is_refused(i)) << where() << ", " << i;
        }
        left_.leave_out(refused);
        EXPECT_EQ(left_.check(size_.tasks, [this](std::size_t i) { return work_->expected(i); }),
                  "")
            << where();
        EXPECT_LE(left_.most_in_flight(size_.tasks), entry_.limit(size_)) << where();
        EXPECT_NO_THROW(static_cast<void>(open_->judge({left_.stamps(), size_.tasks}, 0, refused)))
            << where();
        return static_cast<std::size_t>(std::ranges::count(refused, 1));
    }

    /// Runs a batch beside a heartbeat, and expects right digests; false when the contender has no
    /// loop to watch.
    bool expect_right_watched_batch(lag_log& lag) {
        const bool watched = runner_->run_watched(begun(size_.tasks, false), lag);
        if (watched) {
            EXPECT_EQ(
                left_.check(size_.tasks, [this](std::size_t i) { return work_->expected(i); }), "")
                << where();
        }
        return watched;
    }

    /// Runs a batch of all tasks that a stop request cancels.
    void run(const std::stop_token& stop) {
        batch b = begun(size_.tasks, true);
        b.stop = &stop;
        if (open_) {
            open_->plan().begin(size_.tasks, now_ns());
            b.arrivals = &open_->plan();
        }
        runner_->run(b);
    }

    /// Runs a batch of the first `tasks` tasks that is cancelled when its time is up.
    void run(std::size_t tasks, std::chrono::nanoseconds deadline) {
        run_with_deadline(*runner_, begun(tasks, true), deadline);
    }

    /// Runs a batch of all tasks that collects, and returns their failures.
    std::span<const failure_slot> collect() {
        const std::span slots(failures_->data(), size_.tasks);
        std::ranges::fill(slots, failure_slot{});
        batch b = begun(size_.tasks, true);
        results_ = b.results;
        b.failures = slots.data();
        runner_->run(b);
        return slots;
    }

    /// Whether task i of the last batch that collected has left its digest.
    [[nodiscard]] bool has_result(std::size_t i) const { return results_[i] == work_->expected(i); }

    /// Of a rig whose tasks arrive.
    [[nodiscard]] const arrival_plan& arrivals() const noexcept { return open_->plan(); }
    [[nodiscard]] const stamp* stamps() const noexcept { return left_.stamps(); }

    [[nodiscard]] bench::live_workload& work() noexcept { return *work_; }
    template <class W>
    [[nodiscard]] W& work_as() {
        return dynamic_cast<bench::typed_workload<W>&>(*work_).work;
    }
    [[nodiscard]] crossover::runner& runner() noexcept { return *runner_; }
    [[nodiscard]] std::string where() const {
        return entry_.name() + " on " + entry_.workload + ", " + std::to_string(size_.tasks) +
               " tasks, limit " + std::to_string(size_.limit);
    }

private:
    /// A batch that the workload has been told of.
    batch begun(std::size_t tasks, bool stamped) {
        const batch b = left_.prepare(tasks, stamped);
        work_->begin_batch(b.salt);
        return b;
    }

    static std::unique_ptr<bench::open_loop>
    arriving(const bench::workload_entry& on, const batch_size& s,
             const std::map<std::string, std::int64_t>& given, std::size_t room) {
        return s.open
                   ? std::make_unique<bench::open_loop>(small_parameters(on, given), s.tasks, room)
                   : nullptr;
    }

    const bench::contender_entry& entry_;
    batch_size size_;
    std::unique_ptr<bench::live_workload> work_;
    std::unique_ptr<bench::open_loop> open_; ///< before the contender, whose workers inherit it
    static constexpr std::size_t most_collected = 64;
    shared_memory<std::array<failure_slot, most_collected>>
        failures_; // before the contender, whose workers inherit it
    const std::uint64_t* results_ = nullptr;
    bench::outcomes left_; // as well
    std::unique_ptr<crossover::runner> runner_;
};

/// Runs `body` here, or in a child when the contender is one whose process is bound to its first
/// width. A workload that this build cannot run at all skips the test.
template <class Body>
void in_a_fit_process(const bench::contender_entry& entry, const Body& body) {
    const auto unless_unfit = [&body] {
        try {
            body();
        } catch (const unfit& reason) {
            GTEST_SKIP() << reason.what();
        }
    };
    if (entry.refusal) {
        in_child(unless_unfit);
    } else {
        unless_unfit();
    }
}

} // namespace crossover::tests
