#include "bench/sample/measurement.hpp"

#include "bench/checks/clock_check.hpp"
#include "bench/output/cell_json.hpp"
#include "bench/output/metrics.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

const char* name_of(status s) {
    constexpr std::array names{"ok", "skipped", "error", "void", "failed", "late"};
    return names[static_cast<std::size_t>(s)];
}

std::string hexadecimal(std::uint64_t digest) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(digest));
    return text.data();
}

void add_results(json& out, const measurement& m) {
    add_metrics(out, m);
    out["cold"] = m.cold;
    out["digest"] = hexadecimal(m.digest);
    out["wait_ns"] = m.cost.wait_ns;
    out["task_cpu_ns"] = m.cost.cpu_ns;
    out["cores"] = m.cores;
    out["clock_step_ns"] = m.clock_step_ns;
    out["too_short"] = too_short(m.median_ns(), m.clock_step_ns);
    out["ideal_bound"] = m.bound.kind;
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
    json out{{"cell", cell_json(m.cell)},   {"strategy", m.strategy}, {"engine", m.engine},
             {"kind", name_of(m.kind)},     {"language", m.language}, {"limit", m.limit},
             {"status", name_of(m.status)}, {"reason", m.reason}};
    if (m.status == status::ok) {
        add_results(out, m);
    } else if (m.status == status::invalid) {
        out["makespan_ns"] = m.makespan_ns;
        out["ideal_ns"] = m.bound.ns;
        out["ideal_bound"] = m.bound.kind;
    } else if (m.errors) {
        out["errors"] = m.errors->tasks;
    }
    return text_of(out);
}

} // namespace crossover::bench
