#include "bench/programs/check_program.hpp"

#include "base/error.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/counters/process_tree.hpp"
#include "bench/programs/program_entries.hpp"
#include "bench/programs/program_runner.hpp"
#include "bench/sample/measure.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <ostream>
#include <thread>
#include <vector>

namespace crossover::bench {
namespace {

/// Small cells of the workloads that programs know: one task, more tasks than may be in flight, a
/// task that takes its time, and one whose bytes are no round number.
constexpr std::array cells{"noop/tasks:1",
                           "noop/tasks:1000/limit:2",
                           "timer/tasks:20/limit:3/wait_us:20000",
                           "sync_only/tasks:8/limit:2/wait_us:2000",
                           "tcp/tasks:1/wait_us:0",
                           "tcp/tasks:60/limit:4/wait_us:1000/bytes:77",
                           "tcp/tasks:60/limit:60/wait_us:0/bytes:3001",
                           "sha256/tasks:1/bytes:1",
                           "sha256/tasks:20/limit:2/bytes:700001",
                           "mixed/tasks:10/limit:2/work_us:4000",
                           "nqueens/tasks:10/limit:2/boards:65",
                           "mandelbrot/tasks:70/limit:2/points:5",
                           "json/tasks:5/limit:2/documents:2",
                           "compress/tasks:5/limit:2/bytes:100001",
                           "payload/tasks:10/limit:3/argument_bytes:77/result_bytes:501",
                           "file/tasks:40/limit:3/files:2/file_bytes:65536",
                           "http/tasks:30/limit:4/wait_us:1000/bytes:300",
                           "limited_api/tasks:20/limit:8/wait_us:1000/capacity:4",
                           "head_of_line/tasks:20/limit:20/period_us:500/burn_us:1000",
                           "simple_script/tasks:5/limit:2"};

/// Tells, promise by promise, at once: a program may take its time for the next.
class report {
public:
    explicit report(std::ostream& to) : to_(to) {}

    void keep(const std::string& promise) { to_ << "kept    " << promise << std::endl; }
    void pass_over(const std::string& promise, const std::string& why) {
        to_ << "skipped " << promise << ": " << why << std::endl;
    }
    void break_off(const std::string& promise, const std::string& how) {
        to_ << "BROKEN  " << promise << ": " << how << std::endl;
        ++broken_;
    }

    /// A promise that `deed` sees to, by throwing where it is broken.
    template <class Deed>
    void check(const std::string& promise, Deed deed) {
        try {
            deed();
            keep(promise);
        } catch (const error& how) {
            break_off(promise, how.what());
        }
    }
    [[nodiscard]] int broken() const noexcept { return broken_; }

private:
    std::ostream& to_;
    int broken_ = 0;
};

/// Why a good sample does not show the strategy that it is of: tasks that only wait are all in
/// flight that may be. Empty when it does, or where tasks do more than wait.
std::string too_few_in_flight(const measurement& m) {
    const auto most = std::min(m.limit, m.cell.size.tasks);
    if (m.cell.workload != "timer" || m.max_in_flight >= most) {
        return {};
    }
    return "no more than " + std::to_string(m.max_in_flight) + " of " + std::to_string(most) +
           " tasks were in flight at once: start all that the limit lets through";
}

void measure_one(const contender_entry& entry, const cell& where, const options& how,
                 const std::string& text, report& to) {
    const auto promise = entry.name() + " on " + text;
    options short_one = how;
    short_one.min_time_ns = 20'000'000;
    const auto m = measure(entry, where, short_one);
    if (m.status == status::ok) {
        const auto few = too_few_in_flight(m);
        few.empty() ? to.keep(promise) : to.break_off(promise, few);
    } else if (m.status == status::skipped) {
        to.pass_over(promise, m.reason);
    } else {
        to.break_off(promise, m.reason);
    }
}

void measure_all(const std::vector<contender_entry>& entries, const options& how, report& to) {
    for (const char* text : cells) {
        const std::string name(text, std::string_view(text).find('/'));
        const auto known = std::ranges::any_of(
            all().workloads, [&](const auto& workload) { return workload.name == name; });
        for (const auto& entry : entries) {
            if (known && entry.workload == name && entry.skipped.empty()) {
                measure_one(entry, parse_cell(text), how, text, to);
            }
        }
    }
}

/// A line that is no order of this version: a later one may bring some.
void ask_for_the_unknown(const std::string& path) {
    constexpr std::int64_t patience_ns = 5'000'000'000;
    program_process process(path);
    const auto answer =
        process.ask(R"({"do":"something_new"})", "an order that it does not know", patience_ns);
    if (answer.find("\"failed\"") == std::string::npos) {
        process.fail("answered '" + answer.substr(0, 100) +
                     R"('; answer {"failed":"why"} to what is not known)");
    }
    process.quit();
}

/// A harness that dies closes the program's standard input, and nothing else tells it.
void close_its_input(const std::string& path) {
    program_process process(path);
    process.hang_up();
}

} // namespace

int check_program(const std::string& path, const options& how, std::ostream& to) {
    report lines(to);
    std::vector<contender_entry> entries;
    lines.check("it describes itself, and ends when it is told to",
                [&] { entries = entries_of(path, all(), how.patience_ns); });
    if (!entries.empty()) {
        const std::string absolute = entries.front().program->path;
        measure_all(entries, how, lines);
        lines.check("it answers an order that it does not know with \"failed\"",
                    [&] { ask_for_the_unknown(absolute); });
        lines.check("it ends when its standard input ends", [&] { close_its_input(absolute); });
    }
    if (lines.broken() > 0) {
        to << lines.broken() << " promises broken; docs/PROGRAMS.md says what each one asks for\n";
        return static_cast<int>(exit_code::program_failed);
    }
    to << "every promise kept\n";
    return 0;
}

} // namespace crossover::bench
