#include "bench/output/foreign_flags.hpp"

#include "base/error.hpp"
#include "bench/catalog/registry.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <regex>

namespace crossover::bench {
namespace {

/// For the nearest name only: Google Benchmark itself decides what it knows, and a later version
/// may know more.
const std::vector<std::string> known{"--benchmark_list_tests",
                                     "--benchmark_filter",
                                     "--benchmark_min_time",
                                     "--benchmark_min_warmup_time",
                                     "--benchmark_repetitions",
                                     "--benchmark_enable_random_interleaving",
                                     "--benchmark_report_aggregates_only",
                                     "--benchmark_display_aggregates_only",
                                     "--benchmark_format",
                                     "--benchmark_out",
                                     "--benchmark_out_format",
                                     "--benchmark_color",
                                     "--benchmark_counters_tabular",
                                     "--benchmark_perf_counters",
                                     "--benchmark_context",
                                     "--benchmark_time_unit"};

std::regex compiled(const std::string& filter) {
    try {
        return std::regex(filter, std::regex_constants::extended); // as the library does
    } catch (const std::regex_error& wrong) {
        throw error(exit_code::bad_input,
                    "--benchmark_filter is '" + filter +
                        "', which is no extended regular expression (" + wrong.what() +
                        "); write one, as in --benchmark_filter='gather|semaphore'");
    }
}

} // namespace

bool is_foreign(const std::string& argument) {
    return argument.starts_with("--benchmark_") || argument.starts_with("--v=");
}

void initialize_benchmark(const std::string& program, const std::vector<std::string>& flags) {
    static std::vector<std::string> texts; // the library keeps a pointer to the program's name
    texts.assign(1, program);
    texts.insert(texts.end(), flags.begin(), flags.end());
    std::vector<char*> arguments;
    for (auto& text : texts) {
        arguments.push_back(text.data());
    }
    auto count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    benchmark::Initialize(&count, arguments.data());
    if (count > 1) { // it leaves what it does not know
        const std::string unknown = arguments[1];
        const auto near = nearest_name(unknown.substr(0, unknown.find('=')), known);
        throw error(exit_code::bad_input, "Google Benchmark has no flag '" + unknown + "'" +
                                              (near.empty() ? "" : "; did you mean " + near + "?"));
    }
}

void require_selected(const std::vector<std::string>& names) {
    const std::string asked = benchmark::GetBenchmarkFilter();
    if (names.empty()) {
        throw error(exit_code::bad_input, "no contender that was asked for runs on the cells that "
                                          "were asked for (--list shows all)");
    }
    if (asked.empty() || asked == "all") {
        return;
    }
    const bool without = asked.front() == '-'; // all but those that match
    const auto filter = compiled(without ? asked.substr(1) : asked);
    const auto selected = [&](const std::string& name) {
        return std::regex_search(name, filter) != without;
    };
    if (std::ranges::none_of(names, selected)) {
        throw error(exit_code::bad_input, "--benchmark_filter='" + asked + "' selects none of " +
                                              std::to_string(names.size()) +
                                              " benchmarks, such as " + names.front() +
                                              " (--benchmark_list_tests shows all)");
    }
}

} // namespace crossover::bench
