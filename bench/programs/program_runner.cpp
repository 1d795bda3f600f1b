#include "bench/programs/program_runner.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/checks/clock_check.hpp"
#include "bench/counters/proc_files.hpp"
#include "bench/sample/solo_cost.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace crossover::bench {
namespace {

constexpr std::int64_t one_second_ns = 1'000'000'000;
constexpr std::int64_t describe_ns = 20 * one_second_ns; ///< with the start of an interpreter
constexpr std::int64_t prepare_ns =
    60 * one_second_ns; ///< with 10,000 connections or a JIT's start

/// A thread that has answered falls asleep in some 10 us; what is still running then is not waited
/// for.
constexpr std::int64_t settling_ns = 300'000;

/// After the first batch nothing is asked for so long, to see whether the program rests.
constexpr std::chrono::milliseconds rest(20);

/// A task in a slow language may take so many times as long as ours.
constexpr std::int64_t slowest = 100;

core_waits waits_of(const std::string& program) {
    return {queued_ns("thread-self"), queued_ns(program)};
}

other_waits other_waits_of(pid_t program) {
    return {queued_ns_of_threads(program) - queued_ns(std::to_string(program)), stolen_ns()};
}

std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename();
}

/// Runs `read`, and makes what it finds wrong with an answer an error of the program.
template <class Read>
auto read_answer(const program_process& from, Read read) {
    try {
        return read();
    } catch (const bad_answer& wrong) {
        from.fail(wrong.what());
    }
}

program_description describe(program_process& process) {
    const auto answer = process.ask(describe_line(), "its description", describe_ns);
    return read_answer(process,
                       [&] { return read_description(answer, file_name(process.path())); });
}

} // namespace

program_description describe_program(const std::string& path) {
    program_process process(path);
    auto described = describe(process);
    process.quit();
    return described;
}

program_runner::program_runner(const program_contender& which, const live_workload& work,
                               const std::string& workload, const batch_size& size,
                               std::size_t own_limit)
    : process_(which.path),
      results_(size.tasks),
      tree_(process_.supervisor()),
      times_(
          clock_error_ns(system_clocks().step_ns),
          [its = std::to_string(process_.pid())] { return waits_of(its); },
          [its = process_.pid()] { return other_waits_of(its); }),
      starts_(which.as.starts),
      has_loop_(which.as.lag),
      silence_ns_(which.patience_ns + work.wait_ns() + slowest * solo_cpu_ns(work)) {
    describe(process_); // it is what it was when it was asked for the first time, or breaks off
    const auto told = work.told();
    if (!told) {
        throw unfit("programs are told one wait for all tasks: leave wait_shape out");
    }
    view_.root = process_.supervisor();
    view_.idle_bytes =
        sum_fields("/proc/" + std::to_string(process_.pid()) + "/status", {"VmRSS:"});
    prepare(which, {.strategy = which.as.strategy,
                    .workload = workload,
                    .size = {.tasks = size.tasks, .limit = own_limit},
                    .cell_limit = size.limit,
                    .task = *told,
                    .file = results_.path(),
                    .file_bytes = results_.bytes(),
                    .digests_at = results_.digests_at(),
                    .stamps_at = results_.stamps_at()});
    last_reading_ = tree_.read();
    cpu_after_ns_ = tree_.cpu_ns();
    view_.threads_seen = tree_.threads_seen();
    view_.processes_seen = tree_.processes_seen();
}

void program_runner::prepare(const program_contender& which, const preparation& what) {
    const auto asked = "preparing " + what.strategy + " on " + what.workload + " (" +
                       std::to_string(what.size.tasks) + " tasks)";
    const auto answer = process_.ask(prepare_line(what), asked, prepare_ns);
    const auto reason = read_answer(process_, [&] { return read_ready(answer); });
    if (!reason.empty()) {
        throw unfit(file_name(which.path) + ": " + reason);
    }
}

bool program_runner::run_watched(const batch& b, lag_log& lag) {
    if (has_loop_) {
        run(b, &lag);
    }
    return has_loop_;
}

void program_runner::run(const batch& b, lag_log* lag) {
    results_.wipe(b.tasks, b.stamps != nullptr);
    const auto before_ns = tree_.cpu_ns();
    const auto between_ns = number_ == 0 ? 0 : std::max<std::int64_t>(before_ns - cpu_after_ns_, 0);
    times_.begin();
    timed_batch seen;
    const auto answer = ask_for(b, lag != nullptr, seen.asked_ns);
    seen.answered_ns = process_.answered_ns();
    results_.copy_to(b);
    if (!answer.refused.empty()) {
        throw error(exit_code::refused, answer.refused);
    }
    if (!answer.failed.empty()) {
        process_.fail("says that it failed: " + answer.failed);
    }
    seen.started_ns = view_.started_ns = answer.started_ns;
    seen.makespan_ns = answer.makespan_ns;
    view_.makespan_ns = believed_ns(seen);
    view_.contract_ns = left_out_ns(seen);
    if (lag != nullptr) {
        std::ranges::for_each(answer.late_ns, [lag](auto late_ns) { lag->add(late_ns); });
    }
    judge(seen);
    add_usage(before_ns);
    const auto inside_ns = cpu_after_ns_ - before_ns;
    if (const auto why = idle_.add(between_ns, inside_ns); !why.empty()) {
        lie(why);
    }
    if (number_ == 1) {
        look_for_idle_work();
    }
}

batch_answer program_runner::ask_for(const batch& b, bool lag, std::int64_t& asked_ns) {
    ++number_;
    const auto line = batch_line(number_, b.tasks, b.stamps != nullptr, b.salt, lag);
    std::size_t done = 0;
    const auto expired = [&]() -> std::string {
        const auto now = results_.done(b.tasks);
        if (now != done) {
            done = now;
            return {};
        }
        return "has not ended a task for " + std::to_string(silence_ns_ / 1'000'000) +
               " ms, with " + std::to_string(done) + " of " + std::to_string(b.tasks) +
               " digests there; see what it waits for, leave each digest when its task ends, or "
               "raise --patience_ms";
    };
    asked_ns = now_ns();
    const auto answer =
        process_.ask(line, "batch " + std::to_string(number_), silence_ns_, expired);
    return read_answer(process_, [&] { return read_batch_answer(answer, number_); });
}

void program_runner::judge(const timed_batch& b) {
    if (const auto why = times_.add(b); !why.empty()) {
        lie(why);
    }
}

/// All that was used since the batch was asked for. What processes have used that have ended since
/// is known to a tick; what has run meanwhile may be missing by one.
void program_runner::add_usage(std::int64_t before_ns) {
    tree_.settle(settling_ns);
    const auto now = tree_.read();
    cpu_after_ns_ = tree_.cpu_ns();
    const auto reaped_ns = std::max<std::int64_t>(now.reaped_ns - last_reading_.reaped_ns, 0);
    const auto used_ns = std::max<std::int64_t>(cpu_after_ns_ - before_ns + reaped_ns, 0);
    const auto all_ns = now.used.user_ns + now.used.system_ns;
    const double share =
        all_ns > 0 ? static_cast<double>(now.used.system_ns) / static_cast<double>(all_ns) : 0.0;
    const auto system_ns = static_cast<std::int64_t>(static_cast<double>(used_ns) * share);
    const auto grown = now.used - last_reading_.used;
    used_.system_ns += system_ns;
    used_.user_ns += used_ns - system_ns;
    used_.voluntary_switches += std::max<std::int64_t>(grown.voluntary_switches, 0);
    used_.involuntary_switches += std::max<std::int64_t>(grown.involuntary_switches, 0);
    last_reading_ = now;
    // One that began and ended in the batch is seen by what it has used alone.
    unseen_ += reaped_ns > 0 ? 1 : 0;
    view_.threads_seen = tree_.threads_seen();
    view_.processes_seen = tree_.processes_seen() + unseen_;
}

void program_runner::look_for_idle_work() {
    std::this_thread::sleep_for(rest);
    const auto used_ns = std::max<std::int64_t>(tree_.cpu_ns() - cpu_after_ns_, 0);
    if (const auto why = idle_.add(used_ns, 0); !why.empty()) {
        lie(why);
    }
    tree_.read();
    cpu_after_ns_ = tree_.cpu_ns();
}

void program_runner::close() {
    process_.quit();
}

void program_runner::lie(const std::string& what) const {
    throw error(exit_code::invalid_measurement,
                "the program " + file_name(process_.path()) + ": " + what + ": the sample is void");
}

} // namespace crossover::bench
