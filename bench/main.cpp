#include "base/error.hpp"
#include "bench/describe.hpp"
#include "bench/measure.hpp"
#include "bench/options.hpp"
#include "bench/process.hpp"
#include "bench/registry.hpp"
#include "bench/samples_file.hpp"
#include "bench/select.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace crossover::bench {
namespace {

void set_counters(benchmark::State& state, const measurement& m) {
    const auto tasks = static_cast<double>(m.cell.shape.tasks);
    const auto n = static_cast<double>(m.makespan_ns.size());
    auto& c = state.counters;
    c["batches"] = n;
    c["cpu_user_s"] = static_cast<double>(m.used.user_ns) * 1e-9;
    c["cpu_system_s"] = static_cast<double>(m.used.system_ns) * 1e-9;
    c["peak_rss_bytes"] = static_cast<double>(m.peak_rss_bytes);
    c["bytes_per_task"] = tasks > 0 ? static_cast<double>(m.peak_rss_bytes - m.baseline_rss_bytes) / tasks : 0;
    c["voluntary_switches"] = static_cast<double>(m.used.voluntary_switches) / n;
    c["involuntary_switches"] = static_cast<double>(m.used.involuntary_switches) / n;
    c["threads"] = static_cast<double>(m.open.threads);
    c["processes"] = static_cast<double>(m.open.processes);
    c["max_in_flight"] = static_cast<double>(m.max_in_flight);
    c["latency_p50_s"] = static_cast<double>(m.latency_ns.p50) * 1e-9;
    c["latency_p99_s"] = static_cast<double>(m.latency_ns.p99) * 1e-9;
    c["setup_s"] = static_cast<double>(m.setup_ns) * 1e-9;
    c["teardown_s"] = static_cast<double>(m.teardown_ns) * 1e-9;
    if (m.allocated) {
        c["allocations"] = m.allocated->count;
        c["allocated_bytes"] = m.allocated->bytes;
    }
    if (m.loop_lag_ns) {
        c["loop_lag_p99_s"] = static_cast<double>(m.loop_lag_ns->p99) * 1e-9;
        c["loop_lag_max_s"] = static_cast<double>(m.loop_lag_ns->max) * 1e-9;
    }
    c["ceiling_s"] = static_cast<double>(m.bound.ns) * 1e-9;
    c["efficiency"] = m.efficiency();
}

/// Keeps the worst thing that happened: a wrong measurement outweighs a failed one.
class verdict {
public:
    void add(const measurement& m) {
        if (m.code != exit_code::success) {
            std::fprintf(stderr, "crossover_bench: error: %s/%s on %s: %s\n", m.strategy.c_str(), m.engine.c_str(),
                         m.cell.workload.c_str(), m.reason.c_str());
        }
        if (code_ == exit_code::success || m.code == exit_code::invalid_measurement) {
            code_ = m.code;
        }
    }
    [[nodiscard]] int code() const noexcept { return static_cast<int>(code_); }

private:
    exit_code code_ = exit_code::success;
};

void run_pair(benchmark::State& state, const pair& p, const options& how, const samples_file& samples, verdict& v) {
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
    const samples_file samples(how.samples_out);
    verdict v;
    for (const auto& p : pairs) {
        benchmark::RegisterBenchmark(p.name().c_str(),
                                     [&](benchmark::State& state) { run_pair(state, p, how, samples, v); })
            ->UseManualTime()
            ->Iterations(1) // a sample holds its own batches
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return v.code();
}

int act(const options& how) {
    switch (how.what) {
    case options::action::help:
        std::cout << help_text();
        return 0;
    case options::action::list:
        std::cout << (how.cells.empty() && how.contenders.empty() ? list_json() : list_json(select(all(), how)))
                  << '\n';
        return 0;
    case options::action::info:
        std::cout << info_json() << '\n';
        return 0;
    case options::action::calibrate:
        std::cout << calibrate_json() << '\n';
        return 0;
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
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const auto is_foreign = [](const std::string& a) {
            return a.starts_with("--benchmark_") || a.starts_with("--v=");
        };
        std::vector<std::string> own;
        std::ranges::remove_copy_if(arguments, std::back_inserter(own), is_foreign);
        const auto how = bench::parse_options(own);
        if (how.what == bench::options::action::run) { // else it would answer --help with its own
            benchmark::Initialize(&argc, argv);
        }
        return bench::act(how);
    } catch (const error& known) {
        std::fprintf(stderr, "crossover_bench: error: %s\n", known.what());
        return static_cast<int>(known.code());
    } catch (const std::exception& unknown) {
        std::fprintf(stderr, "crossover_bench: error: %s\n", unknown.what());
        return static_cast<int>(exit_code::internal);
    }
}
