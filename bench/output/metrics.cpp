#include "bench/output/metrics.hpp"

#include <array>
#include <functional>
#include <numeric>
#include <string>
#include <type_traits>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;
using value = metric_value;

/// Of a batch, as a mean: a server's counts are kept over all batches, so that a missing request is
/// not lost in a division.
value a_batch(const measurement& m, std::uint64_t all) {
    return static_cast<double>(all) / static_cast<double>(m.makespan_ns.size());
}

value or_nothing(const std::optional<percentiles>& p) {
    return p ? value(*p) : value();
}

value contract_ns(const measurement& m) {
    auto values = m.contract_ns;
    return values.empty() ? value() : value(median_of(values));
}

value bytes_per_task(const measurement& m) {
    const auto tasks = static_cast<double>(m.cell.size.tasks);
    const auto added = static_cast<double>(m.peak_rss_bytes - m.baseline_rss_bytes);
    return tasks > 0 ? added / tasks : 0.0;
}

value mean_concurrency(const measurement& m) {
    const auto elapsed = static_cast<double>(
        std::accumulate(m.makespan_ns.begin(), m.makespan_ns.end(), std::int64_t{0}));
    return elapsed > 0 ? static_cast<double>(m.server->in_flight_ns) / elapsed : 0.0;
}

value mean_stay_ns(const measurement& m) {
    const auto accepted = static_cast<double>(m.server->requests - m.server->refused);
    return accepted > 0 ? static_cast<double>(m.server->in_flight_ns) / accepted : 0.0;
}

/// A figure of the server's, which is asked for only where there is one.
template <value (*Get)(const measurement&)>
value of_server(const measurement& m) {
    return m.server ? Get(m) : value();
}

/// What only stamps tell.
template <auto Get>
value of_stamps(const measurement& m) {
    return m.observed ? value(std::invoke(Get, m)) : value();
}

/// A figure of an open loop.
template <value (*Get)(const measurement&)>
value of_open(const measurement& m) {
    return m.open_loop ? Get(m) : value();
}

template <std::uint64_t server_report::*Field>
value server_count(const measurement& m) {
    return m.server ? a_batch(m, (*m.server).*Field) : value();
}

template <auto Field>
value field(const measurement& m) {
    return m.*Field;
}

// clang-format off
constexpr std::array table{
    metric{"makespan_ns", "ns", "less", "the time of each measured batch, from its start to its last task's end",
           &field<&measurement::makespan_ns>},
    metric{"efficiency", "ratio", "more", "ideal / median makespan; nothing where no ideal is known",
           [](const measurement& m) { return m.bound.ns > 0 ? value(m.efficiency()) : value(); }},
    metric{"ideal_ns", "ns", "", "the least makespan that physics allows; 0 where none is known",
           [](const measurement& m) -> value { return m.bound.ns; }},
    metric{"setup_ns", "ns", "less", "making the contender: its threads, processes, loops and connections",
           &field<&measurement::setup_ns>},
    metric{"teardown_ns", "ns", "less", "ending the contender", &field<&measurement::teardown_ns>},
    metric{"first_batch_ns", "ns", "less", "the warm-up, in which the contender is cold",
           &field<&measurement::first_batch_ns>},
    metric{"cpu_user_ns", "ns", "less", "user time of a batch, over all processes but the server",
           [](const measurement& m) -> value { return m.used.user_ns; }},
    metric{"cpu_system_ns", "ns", "less", "system time of a batch, over all processes but the server",
           [](const measurement& m) -> value { return m.used.system_ns; }},
    metric{"baseline_rss_bytes", "bytes", "", "resident memory before set-up",
           &field<&measurement::baseline_rss_bytes>},
    metric{"peak_rss_bytes", "bytes", "less", "the most memory resident in the measured batches",
           &field<&measurement::peak_rss_bytes>},
    metric{"bytes_per_task", "bytes", "less", "what the peak lies above the baseline, a task", &bytes_per_task},
    metric{"voluntary_switches", "count", "less", "times that a thread gave up its core in a batch, to wait",
           [](const measurement& m) {
               return a_batch(m, static_cast<std::uint64_t>(m.used.voluntary_switches));
           }},
    metric{"involuntary_switches", "count", "less", "times that a thread's core was taken from it in a batch",
           [](const measurement& m) {
               return a_batch(m, static_cast<std::uint64_t>(m.used.involuntary_switches));
           }},
    metric{"peak_threads", "count", "less", "threads of all its processes",
           [](const measurement& m) -> value { return m.open.threads; }},
    metric{"peak_processes", "count", "less", "processes, the bench itself among them",
           [](const measurement& m) -> value { return m.open.processes; }},
    metric{"peak_fds", "count", "less", "open descriptors of all its processes",
           [](const measurement& m) -> value { return m.open.descriptors; }},
    metric{"max_in_flight", "count", "", "the most tasks that were in flight at once",
           &of_stamps<[](const measurement& m) { return static_cast<std::int64_t>(m.max_in_flight); }>},
    metric{"latency_ns", "ns", "less", "from a task's start to its end",
           &of_stamps<&measurement::latency_ns>},
    metric{"start_delay_ns", "ns", "less", "from the batch's start to a task's start",
           &of_stamps<&measurement::start_delay_ns>},
    metric{"probe_latency_ns", "ns", "less", "from a probe's arrival to its end; nothing without probes",
           [](const measurement& m) { return or_nothing(m.probe_latency_ns); }},
    metric{"loop_lag_ns", "ns", "less", "how late a heartbeat on the event loop was; nothing without a loop",
           [](const measurement& m) { return or_nothing(m.loop_lag_ns); }},
    metric{"contract_ns", "ns", "less",
           "of a program: from a batch's order to its answer, less the batch (median); nothing for others",
           &contract_ns},
    metric{"request_latency_ns", "ns", "less",
           "from a request's arrival to its end, whoever was late; nothing without a rate",
           of_open<[](const measurement& m) -> value { return m.open_loop->latency_ns; }>},
    metric{"generator_late_ns", "ns", "", "from a request's arrival until the generator let it go",
           of_open<[](const measurement& m) -> value { return m.open_loop->generator_late_ns; }>},
    metric{"mean_wait_ns", "ns", "less", "from a request's arrival to its start, on average",
           of_open<[](const measurement& m) -> value { return m.open_loop->mean_wait_ns; }>},
    metric{"achieved_rate", "count", "more", "requests done a second, from the first arrival to the last end",
           of_open<[](const measurement& m) -> value { return m.open_loop->achieved_rate; }>},
    metric{"backlog", "count", "less", "requests that had arrived and not ended when the last arrived",
           of_open<[](const measurement& m) -> value { return m.open_loop->backlog; }>},
    metric{"backlog_growth", "ratio", "less", "by how much the backlog grew, as a share of the rate",
           of_open<[](const measurement& m) -> value { return m.open_loop->backlog_growth; }>},
    metric{"saturated", "count", "less", "1 where more requests arrived than were done, all the time; else 0",
           of_open<[](const measurement& m) -> value { return std::int64_t{m.open_loop->saturated}; }>},
    metric{"refused", "count", "less", "requests that found the queue before the limit full",
           of_open<[](const measurement& m) -> value { return m.open_loop->refused; }>},
    metric{"failed", "count", "less", "requests that were taken, and that the service behind turned away",
           of_open<[](const measurement& m) -> value { return m.open_loop->failed; }>},
    metric{"allocations", "count", "less", "calls of the allocator in a batch; nothing where they cannot be counted",
           [](const measurement& m) { return m.allocated ? value(m.allocated->count) : value(); }},
    metric{"allocated_bytes", "bytes", "less", "what a batch asked of the allocator",
           [](const measurement& m) { return m.allocated ? value(m.allocated->bytes) : value(); }},
    metric{"server.requests", "count", "less", "requests that the server saw in a batch, refused ones included",
           &server_count<&server_report::requests>},
    metric{"server.refused", "count", "less", "requests that it refused for want of capacity",
           &server_count<&server_report::refused>},
    metric{"server.withdrawn", "count", "less", "requests that their clients took back, with answers enough",
           &server_count<&server_report::withdrawn>},
    metric{"server.peak_concurrency", "count", "", "the most requests in it at once",
           of_server<[](const measurement& m) -> value {
               return static_cast<std::int64_t>(m.server->peak_concurrency);
           }>},
    metric{"server.mean_concurrency", "count", "", "requests in it on average", &of_server<&mean_concurrency>},
    metric{"server.mean_stay_ns", "ns", "", "how long a request was in it on average", &of_server<&mean_stay_ns>},
    metric{"server.bytes_in", "bytes", "less", "bytes that it received in a batch",
           &server_count<&server_report::bytes_in>},
    metric{"server.bytes_out", "bytes", "less", "bytes that it sent in a batch",
           &server_count<&server_report::bytes_out>},
    metric{"server.cpu_ns", "ns", "", "user and system time of the server in a batch",
           of_server<[](const measurement& m) {
               return a_batch(m, static_cast<std::uint64_t>(m.server->cpu_ns));
           }>},
    metric{"server.threads", "count", "", "threads of the server that can compute at once",
           of_server<[](const measurement& m) -> value {
               return static_cast<std::int64_t>(m.server->threads);
           }>},
};
// clang-format on

json to_json(const value& v) {
    return std::visit(
        [](const auto& is) -> json {
            using type = std::decay_t<decltype(is)>;
            if constexpr (std::same_as<type, std::monostate>) {
                return nullptr;
            } else if constexpr (std::same_as<type, percentiles>) {
                return {{"p50", is.p50},
                        {"p90", is.p90},
                        {"p99", is.p99},
                        {"p999", is.p999},
                        {"max", is.max}};
            } else {
                return is;
            }
        },
        v);
}

} // namespace

std::span<const metric> metrics() {
    return table;
}

void add_metrics(json& out, const measurement& m) {
    for (const auto& row : table) {
        const auto dot = row.name.find('.');
        const auto got = row.get(m);
        if (dot == std::string_view::npos) {
            out[std::string(row.name)] = to_json(got);
        } else if (auto& object = out[std::string(row.name.substr(0, dot))];
                   !std::holds_alternative<std::monostate>(got)) {
            object[std::string(row.name.substr(dot + 1))] = to_json(got);
        }
    }
}

json metrics_json() {
    json all = json::array();
    for (const auto& row : table) {
        all.push_back(
            {{"name", row.name}, {"unit", row.unit}, {"better", row.better}, {"what", row.what}});
    }
    return all;
}

std::string metrics_text() {
    std::string text;
    for (const auto& one : metrics_json()) {
        text += (text.empty() ? "[\n  " : ",\n  ") + one.dump();
    }
    return text + "\n]\n";
}

} // namespace crossover::bench
