#include "bench/sample/measurement.hpp"

#include "bench/checks/clock_check.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

const char* name_of(status s) {
    constexpr std::array names{"ok", "skipped", "error", "void", "failed"};
    return names[static_cast<std::size_t>(s)];
}

json to_json(const percentiles& p) {
    return {{"p50", p.p50}, {"p90", p.p90}, {"p99", p.p99}, {"p999", p.p999}, {"max", p.max}};
}

/// Of a batch, as a mean: a server's counts are kept over all batches, so that a missing request is
/// not lost in a division.
json to_json(const server_report& server, const std::vector<std::int64_t>& makespan_ns) {
    const auto n = static_cast<double>(makespan_ns.size());
    const auto elapsed = static_cast<double>(
        std::accumulate(makespan_ns.begin(), makespan_ns.end(), std::int64_t{0}));
    const auto there = static_cast<double>(server.in_flight_ns);
    const auto accepted = static_cast<double>(server.requests - server.refused);
    return {{"requests", static_cast<double>(server.requests) / n},
            {"refused", static_cast<double>(server.refused) / n},
            {"peak_concurrency", server.peak_concurrency},
            {"mean_concurrency", elapsed > 0 ? there / elapsed : 0},
            {"mean_stay_ns", accepted > 0 ? there / accepted : 0},
            {"bytes_in", static_cast<double>(server.bytes_in) / n},
            {"bytes_out", static_cast<double>(server.bytes_out) / n},
            {"cpu_ns", static_cast<double>(server.cpu_ns) / n},
            {"threads", server.threads}};
}

std::string hexadecimal(std::uint64_t digest) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(digest));
    return text.data();
}

void add_results(json& out, const measurement& m) {
    const auto n = static_cast<double>(m.makespan_ns.size());
    const auto tasks = static_cast<double>(m.cell.size.tasks);
    const auto added = static_cast<double>(m.peak_rss_bytes - m.baseline_rss_bytes);
    out["makespan_ns"] = m.makespan_ns;
    out["cold"] = m.cold;
    out["setup_ns"] = m.setup_ns;
    out["teardown_ns"] = m.teardown_ns;
    out["first_batch_ns"] = m.first_batch_ns;
    out["cpu_user_ns"] = m.used.user_ns;
    out["cpu_system_ns"] = m.used.system_ns;
    out["baseline_rss_bytes"] = m.baseline_rss_bytes;
    out["peak_rss_bytes"] = m.peak_rss_bytes;
    out["bytes_per_task"] = tasks > 0 ? added / tasks : 0.0;
    out["voluntary_switches"] = static_cast<double>(m.used.voluntary_switches) / n;
    out["involuntary_switches"] = static_cast<double>(m.used.involuntary_switches) / n;
    out["peak_threads"] = m.open.threads;
    out["peak_processes"] = m.open.processes;
    out["peak_fds"] = m.open.descriptors;
    out["max_in_flight"] = m.max_in_flight;
    out["latency_ns"] = to_json(m.latency_ns);
    out["start_delay_ns"] = to_json(m.start_delay_ns);
    out["probe_latency_ns"] = m.probe_latency_ns ? to_json(*m.probe_latency_ns) : json(nullptr);
    out["loop_lag_ns"] = m.loop_lag_ns ? to_json(*m.loop_lag_ns) : json(nullptr);
    out["allocations"] = m.allocated ? json(m.allocated->count) : json(nullptr);
    out["allocated_bytes"] = m.allocated ? json(m.allocated->bytes) : json(nullptr);
    out["digest"] = hexadecimal(m.digest);
    out["wait_ns"] = m.cost.wait_ns;
    out["task_cpu_ns"] = m.cost.cpu_ns;
    out["cores"] = m.cores;
    out["clock_step_ns"] = m.clock_step_ns;
    out["too_short"] = too_short(m.median_ns(), m.clock_step_ns);
    out["ideal_ns"] = m.bound.ns;
    out["ideal_kind"] = m.bound.kind;
    out["efficiency"] = m.bound.ns > 0 ? json(m.efficiency()) : json(nullptr);
    out["server"] = m.server ? to_json(*m.server, m.makespan_ns) : json(nullptr);
    out["marks"] = m.marks;
}

} // namespace

double measurement::median_ns() const {
    auto values = makespan_ns;
    return median_of(values);
}

double measurement::efficiency() const {
    const double median = median_ns();
    return median > 0 ? static_cast<double>(bound.ns) / median : 0;
}

std::string to_json_line(const measurement& m) {
    json parameters(m.cell.parameters);
    parameters.update(json(m.cell.chosen)); // a choice by its word, not by its place
    json out{{"cell",
              {{"workload", m.cell.workload},
               {"tasks", m.cell.size.tasks},
               {"limit", m.cell.size.limit},
               {"params", parameters}}},
             {"strategy", m.strategy},
             {"engine", m.engine},
             {"limit", m.limit},
             {"status", name_of(m.status)},
             {"reason", m.reason}};
    if (m.status == status::ok) {
        add_results(out, m);
    } else if (m.status == status::invalid) {
        out["makespan_ns"] = m.makespan_ns;
        out["ideal_ns"] = m.bound.ns;
        out["ideal_kind"] = m.bound.kind;
    } else if (m.errors) {
        out["errors"] = m.errors->tasks;
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace crossover::bench
