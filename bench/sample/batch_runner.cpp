#include "bench/sample/batch_runner.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/counters/allocations.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::bench {
namespace {

/// A batch begins as work does in a program that waited for it: on a thread that has slept. Without
/// that the bench's own work between two batches leaves one core awake and lets the other sleep,
/// and to wake a thread there takes 5 us or 90 us by how long that work took. A program has slept
/// meanwhile: it has waited for its order. Where a cold start is what counts nobody sleeps: what
/// starts by itself meanwhile would be in no figure.
constexpr std::chrono::microseconds asleep_before_a_batch(100);

} // namespace

void batch_runner::sleep_as_programs_do() const {
    if (p_.of.contender().program() == nullptr && !p_.work.is_cold()) {
        std::this_thread::sleep_for(asleep_before_a_batch);
    }
}

batch_times batch_runner::run(std::size_t tasks, with what) {
    const bool observed = what == with::observation;
    batch b = p_.left.prepare(tasks, observed);
    b.arrivals = p_.open != nullptr ? &p_.open->plan() : nullptr;
    collect_failures(b);
    p_.work.begin_batch(b.salt);
    allocations asked;
    usage used;
    std::int64_t begin_ns = 0;
    std::int64_t makespan_ns = 0;
    std::size_t missing = tasks;
    // The watch is set up and taken down outside of what is counted: it is no contender's work.
    p_.failures.watch(p_.of, tasks, [&] {
        sleep_as_programs_do();
        const usage before = p_.of.used();
        std::optional<allocation_count> counting;
        if (observed) {
            counting.emplace();
        }
        begin_ns = now_ns();
        p_.work.start_at(begin_ns);
        if (b.arrivals != nullptr) {
            b.arrivals->begin(tasks, begin_ns);
        }
        p_.of.contender().run(b);
        makespan_ns = now_ns() - begin_ns;
        if (counting) {
            asked = counting->stop();
        }
        missing = p_.open != nullptr ? tasks : looks_missing(tasks); // before it is called again
        used = p_.of.used() - before;
    });
    if (missing != tasks) {
        throw error(exit_code::invalid_measurement,
                    "task " + std::to_string(missing) +
                        " had left no result when its batch was told to have ended; return from "
                        "run() when all tasks have");
    }
    std::int64_t contract_ns = 0;
    if (const program_view* const program = p_.of.contender().program(); program != nullptr) {
        begin_ns = program->started_ns;
        makespan_ns = program->makespan_ns;
        contract_ns = program->contract_ns;
    }
    batch_times took{
        .makespan_ns = makespan_ns, .used = used, .answered = tasks, .contract_ns = contract_ns};
    settle(tasks, took);
    check_digests(tasks);
    p_.work.end_batch(tasks);
    if (observed) { // after the usage is read: adding up is no contender's work
        p_.seen.add(tasks, begin_ns, begin_ns + makespan_ns, p_.limit, asked);
    }
    return took;
}

/// The first of some tasks of all parts of the batch that has left no result, or `tasks`: to look
/// at all would cost the CPU time that is read next.
std::size_t batch_runner::looks_missing(std::size_t tasks) const noexcept {
    constexpr std::size_t looked_at = 16;
    const std::size_t some = std::min(tasks, looked_at);
    for (std::size_t part = 1; part <= some; ++part) {
        if (const auto task = part * tasks / some - 1; !p_.left.has_result(task)) {
            return task;
        }
    }
    return tasks;
}

void batch_runner::collect_failures(batch& b) const {
    const auto slots = p_.failures.slots();
    b.failures = p_.open != nullptr && !slots.empty() ? slots.data() : nullptr;
}

/// What became of each request: those without an answer are left out of all that follows. A slot is
/// looked at only where there is no digest, for looking costs memory, and is empty again after.
void batch_runner::settle(std::size_t tasks, batch_times& took) {
    if (p_.open == nullptr) {
        return;
    }
    const auto& plan = p_.open->plan();
    const auto slots = p_.failures.slots();
    std::vector<std::uint8_t> unanswered(tasks);
    request_counts counts;
    failure_slot failure;
    for (std::size_t i = 0; i < tasks; ++i) {
        const bool refused = plan.is_refused(i);
        counts.refused += refused ? 1 : 0;
        if (p_.left.has_result(i)) {
            ++counts.answered;
            continue;
        }
        unanswered[i] = 1;
        if (!refused && !slots.empty() && slots[i].failed) {
            ++counts.failed;
            failure = std::exchange(slots[i], failure_slot{});
            if (failure.code != exit_code::refused) {
                failure.rethrow(); // not the service's word: something is broken
            }
        }
    }
    check_conservation(counts, tasks);
    if (counts.answered == 0) {
        failure.rethrow();
    }
    took.answered = counts.answered;
    if (took.answered < tasks) {
        p_.left.leave_out(std::move(unanswered));
        took.work_share = share_of_answered(tasks);
    }
}

double batch_runner::share_of_answered(std::size_t tasks) const {
    double all = 0;
    double answered = 0;
    for (std::size_t i = 0; i < tasks; ++i) {
        const double share = p_.work.cost_share(i);
        all += share;
        answered += p_.left.counts(i) ? share : 0;
    }
    return all > 0 ? answered / all : 1;
}

bool batch_runner::run_watched(std::size_t tasks, lag_log& lag) {
    const batch b = p_.left.prepare(tasks, false);
    p_.work.begin_batch(b.salt);
    bool has_run = false;
    p_.failures.watch(p_.of, tasks, [&] {
        sleep_as_programs_do();
        p_.work.start_at(now_ns());
        has_run = p_.of.contender().run_watched(b, lag);
    });
    if (has_run) {
        check_digests(tasks);
        p_.work.end_batch(tasks);
    }
    return has_run;
}

void batch_runner::check_digests(std::size_t tasks) const {
    const auto wrong = p_.left.check(tasks, [this](std::size_t i) { return p_.work.expected(i); });
    if (!wrong.empty()) {
        const auto why = p_.work.why_wrong();
        throw error(exit_code::invalid_measurement,
                    "wrong digest: " + wrong + (why.empty() ? "" : "; " + why));
    }
}

} // namespace crossover::bench
