#include "baselines/harness.hpp"

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "baselines/results_file.hpp"
#include "bench/counters/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace crossover::baselines {
namespace {

using json = nlohmann::ordered_json;

/// Lines from standard input, read when they are there, without a stream in between.
class orders {
public:
    /// False at the end.
    bool next(std::string& line) {
        for (;;) {
            if (const auto end = unread_.find('\n'); end != std::string::npos) {
                line = unread_.substr(0, end);
                unread_.erase(0, end + 1);
                return true;
            }
            std::array<char, 4096> part;
            const auto got = ::read(STDIN_FILENO, part.data(), part.size());
            if (got == 0 || (got < 0 && errno != EINTR)) {
                return false;
            }
            unread_.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
    }

private:
    std::string unread_;
};

/// Answers with one write.
void answer(const json& with) {
    const auto line = with.dump() + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        throw_errno(errno, "answering the bench");
    }
}

constexpr std::array started{"nothing", "thread", "process"}; ///< as runner::per_task has them

json description(const facts& of) {
    const std::string name = ::program_invocation_short_name;
    return {{"protocol", 2},
            {"engine", name},
            {"library", name.substr(0, name.find('_'))},
            {"version", ""},
            {"language", "cpp"},
            {"contenders",
             {{{"strategy", "baseline"},
               {"kind", "baseline"},
               {"limit", of.all_at_once ? "tasks" : "cell"},
               {"starts", started[static_cast<std::size_t>(of.starts)]},
               {"workloads", of.workloads}}}}};
}

/// A baseline that was prepared for a cell. What is made later goes first.
struct prepared {
    results_file results;
    work tasks;
    std::unique_ptr<runner> contender;

    prepared(const json& order, const maker& make)
        : results(order["file"]["path"], order["file"]["bytes"], order["file"]["digests_at"],
                  order["file"]["stamps_at"]),
          tasks({.workload = order["workload"],
                 .tasks = order["tasks"],
                 .limit = order["limit"],
                 .wait_ns = order["task"].value("wait_ns", std::int64_t{0}),
                 .bytes = order["task"].value("bytes", std::int64_t{0}),
                 .port = order["task"].value("port", std::int64_t{0})}),
          contender(make(tasks)) {}
};

/// One that the system does not let run is skipped with its reason; all else is a failure.
json prepare(const json& order, const maker& make, std::unique_ptr<prepared>& cell) {
    try {
        cell = std::make_unique<prepared>(order, make);
        return {{"ready", true}};
    } catch (...) {
        json said;
        tell_current([&said](const char* sentence, exit_code code) {
            const bool not_here =
                code == exit_code::machine_limit || code == exit_code::missing_dependency;
            said[not_here ? "skipped" : "failed"] = sentence;
        });
        return said;
    }
}

json run_batch(const json& order, const prepared& cell) {
    json said{{"number", order["number"]}};
    try {
        const batch b = cell.results.of(order["tasks"], order["stamps"]);
        cell.tasks.set_salt(order["salt"]);
        const auto start = now_ns();
        cell.contender->run(b);
        const auto makespan = now_ns() - start;
        said["started_ns"] = start;
        said["makespan_ns"] = makespan;
    } catch (...) {
        tell_current(
            [&said](const char* sentence, exit_code /*code*/) { said["failed"] = sentence; });
    }
    return said;
}

int serve(const facts& of, const maker& make) {
    bench::prepare_process();
    orders from;
    std::unique_ptr<prepared> cell;
    for (std::string line; from.next(line);) {
        const json order = json::parse(line);
        const std::string what = order.value("do", "");
        if (what == "describe") {
            answer(description(of));
        } else if (what == "prepare") {
            answer(prepare(order, make, cell));
        } else if (what == "batch" && cell) {
            answer(run_batch(order, *cell));
        } else if (what == "quit") {
            break;
        } else {
            answer({{"failed", "a baseline knows no order '" + what + "' at this time"}});
        }
    }
    return 0;
}

int give_up(exit_code code, const char* reason) {
    std::fprintf(stderr, "%s: error: %s\n", ::program_invocation_short_name, reason);
    return static_cast<int>(code);
}

} // namespace

int run_baseline(const facts& of, const maker& make) noexcept {
    try {
        if (::isatty(STDIN_FILENO) != 0) {
            return give_up(exit_code::bad_input,
                           "this is a program for crossover_bench --program=PATH "
                           "(docs/PROGRAMS.md); it reads orders from its standard input");
        }
        return serve(of, make);
    } catch (...) {
        int ends_with = 0;
        tell_current([&ends_with](const char* sentence, exit_code code) {
            ends_with = give_up(code, sentence);
        });
        return ends_with;
    }
}

} // namespace crossover::baselines
