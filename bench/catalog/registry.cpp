#include "bench/catalog/registry.hpp"

#include "base/error.hpp"
#include "bench/catalog/generated.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace crossover::bench {

const workload_entry& registry::workload(const std::string& name) const {
    const auto found = std::ranges::find(workloads, name, &workload_entry::name);
    if (found != workloads.end()) {
        return *found;
    }
    std::vector<std::string> names;
    std::string known;
    for (const auto& w : workloads) {
        names.push_back(w.name);
        known += (known.empty() ? "" : ", ") + w.name;
    }
    const auto near = nearest_name(name, names);
    throw error(exit_code::bad_input, "there is no workload '" + name + "'" +
                                          (near.empty() ? "" : "; did you mean " + near + "?") +
                                          " (known: " + known + ")");
}

namespace {

registry& filled() {
    static registry only = [] {
        registry r;
        register_everything(r);
        std::ranges::stable_sort(r.contenders, {}, [](const contender_entry& c) {
            return std::tuple(c.rank, c.engine, c.workload);
        });
        return r;
    }();
    return only;
}

} // namespace

const registry& all() {
    return filled();
}

void extend(std::vector<contender_entry> more) {
    auto& known = filled().contenders;
    std::ranges::move(more, std::back_inserter(known));
}

} // namespace crossover::bench
