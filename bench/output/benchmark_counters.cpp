#include "bench/output/benchmark_counters.hpp"

#include <string>

namespace crossover::bench {
namespace {

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

void add_percentiles(benchmark::UserCounters& c, const std::string& name, const percentiles& p) {
    c[name + "_p50_s"] = seconds(p.p50);
    c[name + "_p90_s"] = seconds(p.p90);
    c[name + "_p99_s"] = seconds(p.p99);
    c[name + "_p999_s"] = seconds(p.p999);
    c[name + "_max_s"] = seconds(p.max);
}

} // namespace

void set_counters(benchmark::State& state, const measurement& m) {
    const auto tasks = static_cast<double>(m.cell.size.tasks);
    const auto n = static_cast<double>(m.makespan_ns.size());
    auto& c = state.counters;
    c["batches"] = n;
    c["digest_ok"] = 1; // a wrong one makes the sample an error, which has no counters
    c["cpu_user_s"] = seconds(m.used.user_ns);
    c["cpu_system_s"] = seconds(m.used.system_ns);
    c["peak_rss_bytes"] = static_cast<double>(m.peak_rss_bytes);
    c["bytes_per_task"] =
        tasks > 0 ? static_cast<double>(m.peak_rss_bytes - m.baseline_rss_bytes) / tasks : 0;
    c["voluntary_switches"] = static_cast<double>(m.used.voluntary_switches) / n;
    c["involuntary_switches"] = static_cast<double>(m.used.involuntary_switches) / n;
    c["threads"] = static_cast<double>(m.open.threads);
    c["processes"] = static_cast<double>(m.open.processes);
    c["fds"] = static_cast<double>(m.open.descriptors);
    c["max_in_flight"] = static_cast<double>(m.max_in_flight);
    add_percentiles(c, "latency", m.latency_ns);
    c["start_delay_p50_s"] = seconds(m.start_delay_ns.p50);
    c["start_delay_p99_s"] = seconds(m.start_delay_ns.p99);
    c["setup_s"] = seconds(m.setup_ns);
    c["teardown_s"] = seconds(m.teardown_ns);
    if (m.allocated) {
        c["allocations"] = m.allocated->count;
        c["allocated_bytes"] = m.allocated->bytes;
    }
    if (m.loop_lag_ns) {
        c["loop_lag_p99_s"] = seconds(m.loop_lag_ns->p99);
        c["loop_lag_max_s"] = seconds(m.loop_lag_ns->max);
    }
    if (m.server) {
        c["server_requests"] = static_cast<double>(m.server->requests);
        c["server_peak_concurrency"] = static_cast<double>(m.server->peak_concurrency);
        c["server_cpu_s"] = seconds(m.server->cpu_ns);
    }
    c["ideal_s"] = seconds(m.bound.ns);
    c["efficiency"] = m.efficiency();
}

} // namespace crossover::bench
