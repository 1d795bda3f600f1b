#include "bench/checks/setup_check.hpp"

#include <algorithm>

namespace crossover::bench {
namespace {

std::string sentence(std::int64_t count, const char* what, std::size_t batches) {
    return std::to_string(count) + " " + what + " in " + std::to_string(batches) +
           " measured batches: set-up inside the timed part, the sample is void";
}

} // namespace

set_up read_set_up(const runner& r) {
    return {creations_so_far(), read_footprint(r.workers())};
}

std::string set_up_inside(const set_up& fresh, const set_up& warm, const set_up& done,
                          const set_up_rules& rules) {
    const auto batches = static_cast<std::int64_t>(rules.batches);
    const auto limit = static_cast<std::int64_t>(rules.limit);
    const creations timed = done.made - warm.made;
    const auto generators = rules.generated ? batches : 0; // and one more in the warm-up
    const auto started = timed.threads - generators;
    const auto ended = (done.made - fresh.made).threads - (done.open.threads - fresh.open.threads) -
                       generators - (rules.generated ? 1 : 0);
    if (started >= batches && ended >= batches) {
        return sentence(started, "threads were started, and some ended,", rules.batches);
    }
    if (const auto more = done.open.threads - warm.open.threads; more >= batches && more > limit) {
        return sentence(more, "threads were added", rules.batches);
    }
    if (rules.tasks_connect) {
        return {};
    }
    if (timed.processes >= batches) {
        return sentence(timed.processes, "processes were forked", rules.batches);
    }
    if (timed.connections >= batches) {
        return sentence(timed.connections, "connections were opened", rules.batches);
    }
    if (const auto more = done.open.descriptors - warm.open.descriptors;
        more >= std::max<std::int64_t>(batches, 2)) {
        return sentence(more, "descriptors were added", rules.batches);
    }
    return {};
}

} // namespace crossover::bench
