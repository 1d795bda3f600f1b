#include "bench/catalog/select.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <fnmatch.h>
#include <set>

namespace crossover::bench {
namespace {

bool matches(const std::string& glob, const std::string& name) {
    return ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
}

void require_match(const registry& from, const std::string& glob) {
    std::set<std::string> names;
    for (const auto& c : from.contenders) {
        names.insert(c.name());
    }
    if (std::ranges::any_of(names, [&](const auto& name) { return matches(glob, name); })) {
        return;
    }
    for (const auto& m : from.missing) {
        if (matches(glob, m.strategy + "/" + m.engine)) {
            throw error(exit_code::missing_dependency,
                        m.strategy + "/" + m.engine + " cannot run: " + m.reason);
        }
    }
    const std::vector<std::string> known(names.begin(), names.end());
    const auto near = nearest_name(glob, known);
    throw error(exit_code::bad_input, "no contender matches '" + glob + "'" +
                                          (near.empty() ? "" : "; did you mean " + near + "?") +
                                          " (--list shows all)");
}

void check(const registry& from, const cell& where, const run_settings& run) {
    const auto asked = std::ranges::find(from.workloads, where.workload, &workload_entry::name);
    if (asked != from.workloads.end()) {
        asked->check(parameters_of(where, run));
    }
}

} // namespace

std::string candidate::name() const {
    std::string text = where.workload + "/" + contender->name() +
                       "/tasks:" + std::to_string(where.size.tasks) +
                       "/limit:" + std::to_string(contender->limit(where.size));
    for (const auto& [name, value] : where.written()) {
        text += "/" + name + ":" + value;
    }
    return text;
}

bool is_wanted(const options& how, const std::string& contender) {
    return how.contenders.empty() || std::ranges::any_of(how.contenders, [&](const auto& glob) {
               return matches(glob, contender);
           });
}

std::vector<candidate> select(const registry& from, const options& how) {
    if (how.cells.empty()) {
        throw error(exit_code::bad_input, "no cell was asked for; give one, as in "
                                          "--cell=tcp/tasks:1000/limit:64/wait_us:5000 (--help)");
    }
    for (const auto& glob : how.contenders) {
        require_match(from, glob);
    }
    for (const auto& where : how.cells) {
        check(from, where, how.settings);
    }
    std::vector<candidate> pairs;
    for (const auto& c : from.contenders) {
        const bool wanted = is_wanted(how, c.name());
        for (const auto& where : how.cells) {
            if (wanted && c.workload == where.workload) {
                pairs.push_back({&c, where});
            }
        }
    }
    return pairs;
}

} // namespace crossover::bench
