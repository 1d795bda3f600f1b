#include "bench/sample/server_watch.hpp"

#include <algorithm>

namespace crossover::bench {

std::optional<server_report> server_watch::end(const claimed& by, std::int64_t contender_cpu_ns) {
    const auto seen = work_.server();
    const auto each = seen ? work_.exchange(tasks_) : std::nullopt;
    if (each) {
        check_server_counts(*seen, *each, by);
        if (by.latency_ns > 0) {
            if (each->at_once == 1) { // else a task is with the server several times over
                check_server_presence(*seen, by);
            }
            if (each->answers == 1 && each->more_calls == 0) { // else a task is elsewhere, too
                mark(*seen, by, contender_cpu_ns);
            }
        }
    }
    return seen;
}

void server_watch::mark(const server_report& seen, const claimed& by,
                        std::int64_t contender_cpu_ns) {
    const auto tasks = static_cast<double>(std::max<std::size_t>(tasks_, 1));
    const double contender = static_cast<double>(contender_cpu_ns) / tasks;
    const double server = static_cast<double>(seen.cpu_ns) /
                          static_cast<double>(std::max<std::uint64_t>(seen.requests, 1));
    marks_ =
        server_marks(seen, by, tasks_, {.wait_ns = work_.wait_ns(), .cpu_ns = contender + server});
}

} // namespace crossover::bench
