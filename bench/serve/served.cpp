#include "bench/serve/served.hpp"

#include <nlohmann/json.hpp>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

json object_of(const percentiles& of) {
    return {{"p50", of.p50}, {"p90", of.p90}, {"p99", of.p99}, {"p999", of.p999}, {"max", of.max}};
}

} // namespace

std::string to_json(const served& seen, const candidate& of) {
    const auto& counts = seen.counts;
    const json whole{{"workload", of.where.workload},
                     {"strategy", of.contender->strategy},
                     {"engine", of.contender->engine},
                     {"limit", of.contender->limit(of.where.size)},
                     {"stopped", seen.clients.stopped},
                     {"elapsed_ns", seen.elapsed_ns},
                     {"connections", seen.clients.connections},
                     {"arrived", counts.arrived},
                     {"answered", counts.answered},
                     {"refused", counts.refused},
                     {"failed", counts.failed},
                     {"cut_off", counts.cut_off},
                     {"too_late", counts.too_late},
                     {"garbage", seen.clients.garbage},
                     {"max_in_flight", seen.most_in_flight},
                     {"achieved_rate", seen.figures.achieved_rate},
                     {"mean_wait_ns", seen.figures.mean_wait_ns},
                     {"mean_latency_ns", seen.mean_latency_ns},
                     {"request_latency_ns", object_of(seen.figures.latency_ns)},
                     {"latency_ns", object_of(seen.service_ns)}};
    return whole.dump();
}

} // namespace crossover::bench
