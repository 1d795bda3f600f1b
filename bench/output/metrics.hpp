#pragma once

#include "bench/sample/measurement.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The one table of metrics: the JSON of a measurement, Google Benchmark's counters and what --list
/// tells the scripts follow from it.
namespace crossover::bench {

/// What a metric says of a sample: nothing, a count, a mean, percentiles, or one value a batch.
using metric_value =
    std::variant<std::monostate, std::int64_t, double, percentiles, std::vector<std::int64_t>>;

/// One figure of a measurement.
struct metric {
    /// As it stands in JSON; `server.requests` is a field of the object `server`, which is null
    /// where there is none. A unit that needs one is the name's suffix.
    std::string_view name;
    std::string_view unit; ///< "ns", "bytes", "count" or "ratio"
    std::string_view better; ///< "less", "more", or "" where neither is
    std::string_view what;
    metric_value (*get)(const measurement&);
};

/// Every metric, in the order in which they are shown. To add one is to add a row, and the code
/// that measures it.
std::span<const metric> metrics();

/// The metrics of a sample by their names. Only of one that is `ok`.
void add_metrics(nlohmann::ordered_json& out, const measurement& m);

/// The table without its values.
nlohmann::ordered_json metrics_json();

/// The same as text, a metric a line: scripts/schema/metrics.json.
std::string metrics_text();

} // namespace crossover::bench
