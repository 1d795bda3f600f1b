#include "bench/programs/program_entries.hpp"

#include "base/error.hpp"
#include "bench/catalog/registration.hpp"
#include "bench/programs/program_runner.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

namespace crossover::bench {
namespace {

/// What a strategy says of itself, and where it stands in tables.
struct strategy_facts {
    std::string name;
    std::size_t (*limit)(const batch_size&) = nullptr;
    std::size_t rank = 0;
};

/// A baseline is held to the cell's limit, as whoever has one for the tasks in flight is.
constexpr std::size_t (*baseline_limit)(const batch_size&) = &strategies::semaphore::limit;

std::vector<strategy_facts> known_strategies() {
    std::vector<strategy_facts> all;
    [&all]<class... S>(std::tuple<S...>*) {
        (all.push_back({std::string(S::name), &S::limit, all.size()}), ...);
    }(static_cast<all_strategies*>(nullptr));
    all.push_back({"baseline", baseline_limit, all.size()});
    return all;
}

strategy_facts strategy_of(const std::string& name, const std::string& program) {
    const auto all = known_strategies();
    const auto found = std::ranges::find(all, name, &strategy_facts::name);
    if (found == all.end()) {
        std::vector<std::string> names;
        for (const auto& s : all) {
            names.push_back(s.name);
        }
        const auto near = nearest_name(name, names);
        throw error(exit_code::program_failed,
                    "the program " + program + " describes a strategy '" + name +
                        "' that this bench does not know" +
                        (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    return *found;
}

std::string reason_to_skip(const described_contender& c, const workload_entry& workload,
                           const std::string& program) {
    if (const auto told = c.skipped.find(workload.name); told != c.skipped.end()) {
        return told->second;
    }
    if (std::ranges::find(c.workloads, workload.name) == c.workloads.end()) {
        return "the program " + program + " does not run " + workload.name;
    }
    return workload.tells_programs ? ""
                                   : "programs cannot run " + workload.name +
                                         ": it does not tell them what its tasks do";
}

} // namespace

std::vector<contender_entry> entries_of(const std::string& program, const registry& known,
                                        std::int64_t patience_ns) {
    std::error_code none;
    const std::string path = std::filesystem::absolute(program, none).lexically_normal();
    const std::string name = std::filesystem::path(path).filename();
    const auto described = describe_program(path);
    std::vector<contender_entry> entries;
    for (const auto& c : described.contenders) {
        auto like = strategy_of(c.strategy, path);
        if (c.all_at_once) {
            like.limit = &strategies::gather::limit;
        }
        const auto facts = std::make_shared<const program_facts>(
            program_facts{path, c.kind, described.language, described.library, described.version});
        for (const auto& workload : known.workloads) {
            contender_entry entry;
            entry.rank = like.rank;
            entry.strategy = c.strategy;
            entry.engine = described.engine;
            entry.workload = workload.name;
            entry.skipped = reason_to_skip(c, workload, name);
            entry.limit = like.limit;
            entry.program = facts;
            entry.make = [which = program_contender{path, c, patience_ns}, limit = like.limit,
                          &workload](live_workload& work, const batch_size& size) {
                return std::make_unique<program_runner>(which, work, workload.name, size,
                                                        limit(size));
            };
            entries.push_back(std::move(entry));
        }
        const auto twice = std::ranges::find_if(known.contenders, [&](const auto& other) {
            return other.name() == entries.back().name();
        });
        if (twice != known.contenders.end()) {
            throw error(exit_code::bad_input, "the program " + path + " describes " +
                                                  twice->name() + ", which is there already; " +
                                                  "give its engine another name");
        }
    }
    return entries;
}

} // namespace crossover::bench
