#include "base/failure.hpp"
#include "bench/catalog/describe.hpp"
#include "bench/catalog/plan.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/catalog/select.hpp"
#include "bench/checks/starting_limits.hpp"
#include "bench/counters/process.hpp"
#include "bench/options.hpp"
#include "bench/output/benchmark_counters.hpp"
#include "bench/output/clean_environment.hpp"
#include "bench/output/foreign_flags.hpp"
#include "bench/output/metrics.hpp"
#include "bench/output/samples_file.hpp"
#include "bench/programs/check_program.hpp"
#include "bench/programs/program_entries.hpp"
#include "bench/sample/measure.hpp"
#include "bench/sample/quota.hpp"
#include "bench/serve/serve.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace crossover::bench {
namespace {

/// Keeps the worst thing that happened: a wrong measurement outweighs a failed one.
class verdict {
public:
    void add(const measurement& m) {
        if (m.code != exit_code::success) {
            std::fprintf(stderr, "crossover_bench: error: %s/%s on %s: %s\n", m.strategy.c_str(),
                         m.engine.c_str(), m.cell.workload.c_str(), m.reason.c_str());
        }
        if (code_ == exit_code::success || m.code == exit_code::invalid_measurement) {
            code_ = m.code;
        }
    }
    [[nodiscard]] int code() const noexcept { return static_cast<int>(code_); }

private:
    exit_code code_ = exit_code::success;
};

void run_pair(benchmark::State& state, const candidate& p, const options& how,
              const samples_file& samples, verdict& v) {
    for ([[maybe_unused]] auto iteration : state) {
        const measurement m = measure(*p.contender, p.where, how);
        samples.append(m);
        v.add(m);
        if (m.status != status::ok) {
            state.SkipWithError(m.reason.c_str());
            return;
        }
        state.SetIterationTime(m.median_ns() * 1e-9);
        set_counters(state, m);
    }
}

int run(const options& how) {
    const auto pairs = select(all(), how);
    std::vector<std::string> names;
    for (const auto& p : pairs) {
        names.push_back(p.name() + "/iterations:1/manual_time"); // so the library names them
    }
    require_selected(names);
    const samples_file samples(how.samples_out);
    verdict v;
    for (const auto& p : pairs) {
        benchmark::RegisterBenchmark(
            p.name().c_str(), [&](benchmark::State& state) { run_pair(state, p, how, samples, v); })
            ->UseManualTime()
            ->Iterations(1) // a sample holds its own batches
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return v.code();
}

/// Makes contenders of the programs that were asked for.
void register_programs(const options& how) {
    for (const auto& program : how.programs) {
        extend(entries_of(program, all(), how.patience_ns));
    }
}

int act(const options& how) {
    switch (how.what) {
    case options::action::help:
        std::cout << help_text();
        return 0;
    case options::action::list:
        std::cout << (how.cells.empty() && how.contenders.empty() ? list_json()
                                                                  : list_json(select(all(), how)))
                  << '\n';
        return 0;
    case options::action::plan:
        write_plan(std::cout, all(), how);
        return 0;
    case options::action::metrics:
        std::cout << metrics_text();
        return 0;
    case options::action::info:
        std::cout << info_json() << '\n';
        return 0;
    case options::action::calibrate:
        std::cout << calibrate_json() << '\n';
        return 0;
    case options::action::check_program:
        prepare_process();
        return check_program(how.checked_program, how, std::cout);
    case options::action::serve:
        prepare_process();
        return serve(how, std::cout);
    case options::action::run:
        prepare_process();
        return run(how);
    }
    return static_cast<int>(exit_code::internal);
}

} // namespace
} // namespace crossover::bench

int main(int argc, char** argv) {
    using namespace crossover;
    try {
        bench::ignore_benchmark_variables(argv);
        bench::require_starting_descriptors();
        bench::share_arenas();
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        std::vector<std::string> own;
        std::vector<std::string> foreign;
        std::ranges::partition_copy(arguments, std::back_inserter(foreign), std::back_inserter(own),
                                    bench::is_foreign);
        auto how = bench::parse_options(own);
        how.quota_cores = bench::quota_cores();
        bench::register_programs(how);
        bench::initialize_benchmark(argv[0], foreign);
        return bench::act(how);
    } catch (...) {
        int ends_with = 0;
        tell_current([&ends_with](const char* sentence, exit_code code) {
            std::fprintf(stderr, "crossover_bench: error: %s\n", sentence);
            ends_with = static_cast<int>(code);
        });
        return ends_with;
    }
}
