#pragma once

#include "bench/catalog/select.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/serve/http_front.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace crossover::bench {

/// What a service has seen of its requests.
struct served {
    front_counts counts;
    client_counts clients;
    std::int64_t elapsed_ns = 0; ///< from its port to the end of the last task
    std::size_t most_in_flight = 0;
    open_figures figures; ///< of those that were answered; zeros where none was
    percentiles service_ns; ///< from a task's real start to its end, beside figures.latency_ns
    double mean_latency_ns = 0; ///< from a request's arrival to its task's end
};

/// One line of JSON (docs/SERVICE.md has its keys).
std::string to_json(const served& seen, const candidate& of);

} // namespace crossover::bench
