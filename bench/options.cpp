#include "bench/options.hpp"

#include "base/error.hpp"
#include "bench/catalog/registry.hpp"
#include "workloads/support/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

namespace crossover::bench {
namespace {

std::pair<std::string, double> parse_rate(const std::string& text) {
    const auto equals = text.find('=');
    char* end = nullptr;
    const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
    const double rate = std::strtod(number.c_str(), &end);
    if (equals == 0 || number.empty() || *end != '\0' || !std::isfinite(rate) || rate <= 0) {
        throw error(exit_code::bad_input,
                    "--rate is '" + text + "'; write NAME=UNITS_PER_US, as in sha256=1890.25");
    }
    return {text.substr(0, equals), rate};
}

std::pair<std::string, std::string> parse_text(const std::string& flag, const std::string& text) {
    std::vector<std::string> known;
    for (const auto& w : all().workloads) {
        for (const auto& p : w.parameters) {
            if (p.unit == unit::text) {
                known.emplace_back(p.name);
            }
        }
    }
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos) {
        throw error(exit_code::bad_input, flag + " is '" + text + "'; write NAME=TEXT");
    }
    if (std::ranges::find(known, name) == known.end()) {
        const auto near = nearest_name(name, known);
        throw error(exit_code::bad_input, "no workload takes a text '" + name + "'" +
                                              (near.empty() ? "" : "; did you mean " + near + "?") +
                                              " (--list shows them)");
    }
    return {name, text.substr(equals + 1)};
}

} // namespace

options parse_options(const std::vector<std::string>& arguments) {
    options parsed;
    using setter = std::function<void(const std::string&)>;
    const std::map<std::string, setter> with_value{
        {"--cell", [&](const std::string& v) { parsed.cells.push_back(parse_cell(v)); }},
        {"--contender", [&](const std::string& v) { parsed.contenders.push_back(v); }},
        {"--program", [&](const std::string& v) { parsed.programs.push_back(v); }},
        {"--check-program",
         [&](const std::string& v) {
             parsed.what = options::action::check_program;
             parsed.checked_program = v;
         }},
        {"--samples_out", [&](const std::string& v) { parsed.samples_out = v; }},
        {"--rate", [&](const std::string& v) { parsed.settings.rates.insert(parse_rate(v)); }},
        {"--param",
         [&](const std::string& v) { parsed.settings.texts.insert(parse_text("--param", v)); }},
        {"--text",
         [&](const std::string& v) { parsed.settings.texts.insert(parse_text("--text", v)); }},
        {"--slo_us",
         [&](const std::string& v) {
             parsed.slo_ns = parse_count("--slo_us", v, 1, max_duration_us) * 1000;
         }},
        {"--seed",
         [&](const std::string& v) {
             parsed.settings.seed = static_cast<std::uint64_t>(
                 parse_count("--seed", v, 0, std::numeric_limits<std::int64_t>::max()));
         }},
        {"--batches",
         [&](const std::string& v) {
             parsed.batches = static_cast<std::size_t>(parse_count("--batches", v, 0, 1'000'000));
         }},
        {"--min_batches",
         [&](const std::string& v) {
             parsed.min_batches =
                 static_cast<std::size_t>(parse_count("--min_batches", v, 1, 1'000));
         }},
        {"--min_batches_ms",
         [&](const std::string& v) {
             parsed.min_batches_ns = parse_count("--min_batches_ms", v, 0, 3'600'000) * 1'000'000;
         }},
        {"--observe",
         [&](const std::string& v) {
             if (v != "all" && v != "free") {
                 throw error(exit_code::bad_input,
                             "--observe=" + v + ": what a sample observes is all or free");
             }
             parsed.observe_all = v == "all";
         }},
        {"--patience_ms",
         [&](const std::string& v) {
             parsed.patience_ns = parse_count("--patience_ms", v, 1, 3'600'000) * 1'000'000;
         }},
        {"--port",
         [&](const std::string& v) {
             parsed.service.port = static_cast<std::uint16_t>(parse_count("--port", v, 0, 65'535));
         }},
        {"--for_ms",
         [&](const std::string& v) {
             parsed.service.for_ns = parse_count("--for_ms", v, 1, 3'600'000) * 1'000'000;
         }},
        {"--queue",
         [&](const std::string& v) {
             parsed.service.queue =
                 static_cast<std::size_t>(parse_count("--queue", v, 0, 1'000'000));
         }},
        {"--min_time_ms",
         [&](const std::string& v) {
             parsed.min_time_ns = parse_count("--min_time_ms", v, 0, 3'600'000) * 1'000'000;
         }},
    };
    const std::map<std::string, options::action> alone{
        {"--help", options::action::help},  {"--list", options::action::list},
        {"--plan", options::action::plan},  {"--metrics", options::action::metrics},
        {"--info", options::action::info},  {"--calibrate", options::action::calibrate},
        {"--serve", options::action::serve}};
    std::vector<std::string> known;
    for (const auto& [name, set] : with_value) {
        known.push_back(name);
    }
    for (const auto& [name, action] : alone) {
        known.push_back(name);
    }
    for (const auto& argument : arguments) {
        const auto equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        if (const auto flag = alone.find(argument); flag != alone.end()) {
            parsed.what = flag->second;
        } else if (const auto setting = with_value.find(name); setting != with_value.end()) {
            if (equals == std::string::npos || equals + 1 == argument.size()) {
                throw error(exit_code::bad_input,
                            name + " needs a value; write " + name + "=VALUE");
            }
            setting->second(argument.substr(equals + 1));
        } else {
            const auto near = nearest_name(name, known);
            throw error(exit_code::bad_input,
                        "unknown flag '" + argument + "'" +
                            (near.empty() ? "" : "; did you mean " + near + "?") +
                            " (--help lists all)");
        }
    }
    return parsed;
}

const char* help_text() {
    return R"(crossover_bench: runs contenders on cells, one sample each

  --cell=CELL            workload/tasks:N[/limit:C][/parameter:value...]; may be repeated
  --contender=GLOB       strategy/engine, with * and ?; may be repeated (default: all)
  --program=PATH         contenders that are a program of their own (docs/PROGRAMS.md); may be repeated
  --check-program=PATH   walk a program through every promise of that contract, and say what it breaks
  --samples_out=FILE     append each measurement to FILE as one line of JSON
  --rate=NAME=UNITS      calibrated speed of a computation, in units per microsecond
  --param=NAME=TEXT      a parameter that is a text, one for all cells (--list names them; --text is the same)
  --seed=N               what all that is drawn starts from: waits with a shape, arrivals (default: 1)
  --slo_us=US            with a rate: what a request may take; a sample whose generator is late by more
                         than 5 % of it is no evidence (default: by 5 % of the median latency)
  --batches=N            measured batches in each sample (default: as many as --min_time_ms takes)
  --min_time_ms=MS       measure at least so long in each sample (default: 100)
  --min_batches=N        measure at least so many batches in each sample, however long one takes (default: 1)
  --min_batches_ms=MS    of batches that take longer, by the warm-up, one is enough (default: however long)
  --observe=WHAT         all (default), or free: nothing that takes a batch more, so no lag of a loop, and no
                         latency, order or allocations of tasks where observing them would lengthen a batch
  --patience_ms=MS       for tcp: a batch in which no task ends for so long, beyond its wait, has failed (default: 10000)
  --serve                serve one contender on one cell over HTTP, on 127.0.0.1 alone: a request is a task;
                         prints its port, and at the end a line of JSON (docs/SERVICE.md)
  --port=N               with --serve: where it listens (default: 0, any that is free)
  --for_ms=MS            with --serve: for how long (default: 30000); SIGINT and SIGTERM end it sooner
  --queue=N              with --serve: how many requests may stand in line before the limit; one that finds
                         that full is answered with 503 (default: any number)
  --list                 print workloads and contenders as JSON; with --cell, the pairs that would run, by name
  --plan                 print the limit, the ideal and the needs of each pair, or why it cannot run here, as
                         lines of JSON; starts nothing
  --metrics              print the table of metrics as JSON, as scripts/schema/metrics.json has it
  --info                 print compiler, flags and library versions as JSON
  --calibrate            print the speed of each computation on this machine as JSON
  --benchmark_...        every flag of Google Benchmark (--benchmark_list_tests, --benchmark_filter, ...)

Examples:
  crossover_bench --cell=timer/tasks:1000/wait_us:200000 --contender='gather/*'
  crossover_bench --cell=tcp/tasks:1000/limit:64/wait_us:5000 --benchmark_out=tcp.json
  crossover_bench --cell=sha256/tasks:200/limit:2 --contender='*pool/*' --list

Exit codes: 0 success, 1 internal error, 2 bad input, 3 a server failed, 4 a results file cannot be written,
5 an invalid measurement, 7 a limit of this machine is too low, 10 a program broke its contract
)";
}

} // namespace crossover::bench
