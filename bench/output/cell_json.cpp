#include "bench/output/cell_json.hpp"

namespace crossover::bench {

nlohmann::ordered_json cell_json(const cell& where) {
    nlohmann::ordered_json parameters(where.parameters);
    parameters.update(nlohmann::ordered_json(where.chosen));
    parameters.update(nlohmann::ordered_json(where.words));
    return {{"workload", where.workload},
            {"tasks", where.size.tasks},
            {"limit", where.size.limit},
            {"params", parameters}};
}

std::string text_of(const nlohmann::ordered_json& what, int indent) {
    return what.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace crossover::bench
