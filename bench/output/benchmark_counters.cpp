#include "bench/output/benchmark_counters.hpp"

#include "bench/output/metrics.hpp"

#include <algorithm>
#include <string>

namespace crossover::bench {
namespace {

/// The name and the scale of a counter, which has no unit but its name: `setup_s` of `setup_ns`.
struct counter {
    std::string name;
    double scale = 1;

    explicit counter(const metric& of) : name(of.name) {
        std::ranges::replace(name, '.', '_');
        if (name.ends_with("_ns")) {
            name.replace(name.size() - 2, 2, "s");
            scale = 1e-9;
        }
    }
    [[nodiscard]] std::string with(const std::string& percentile) const {
        return scale == 1 ? name + "_" + percentile
                          : name.substr(0, name.size() - 1) + percentile + "_s";
    }
};

/// Sets what a metric says; nothing for one that says nothing, and for the makespans of the
/// batches, which are the benchmark's own time.
struct setter {
    benchmark::UserCounters& counters;
    counter as;

    void operator()(std::monostate /*nothing*/) const {}
    void operator()(const std::vector<std::int64_t>& /*of_batches*/) const {}
    void operator()(std::int64_t value) const { (*this)(static_cast<double>(value)); }
    void operator()(double value) const { counters[as.name] = value * as.scale; }
    void operator()(const percentiles& p) const {
        set("p50", p.p50);
        set("p90", p.p90);
        set("p99", p.p99);
        set("p999", p.p999);
        set("max", p.max);
    }
    void set(const std::string& percentile, std::int64_t value) const {
        counters[as.with(percentile)] = static_cast<double>(value) * as.scale;
    }
};

} // namespace

void set_counters(benchmark::State& state, const measurement& m) {
    for (const auto& row : metrics()) {
        std::visit(setter{state.counters, counter(row)}, row.get(m));
    }
    state.counters["batches"] = static_cast<double>(m.makespan_ns.size());
}

} // namespace crossover::bench
