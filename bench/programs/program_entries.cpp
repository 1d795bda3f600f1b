#include "bench/programs/program_entries.hpp"

#include "base/error.hpp"
#include "bench/programs/program_runner.hpp"
#include "strategies/gather.hpp"
#include "strategies/semaphore.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace crossover::bench {
namespace {

/// Behind all that run in this process.
constexpr int rank_of_programs = 1000;

using limit_of = std::size_t (*)(const batch_size&);

/// What a strategy says itself; a baseline is held to the cell's limit, as whoever has one for the
/// tasks in flight is, or to none.
limit_of limit_for(const described_contender& c, const registry& known,
                   const std::string& program) {
    if (c.strategy == "baseline") {
        return c.all_at_once ? &strategies::gather::limit : &strategies::semaphore::limit;
    }
    std::vector<std::string> names;
    for (const auto& s : known.strategies) {
        if (s.name == c.strategy) {
            return s.limit;
        }
        names.push_back(s.name);
    }
    const auto near = nearest_name(c.strategy, names);
    throw error(exit_code::program_failed,
                "the program " + program + " describes a strategy '" + c.strategy +
                    "' that this bench does not know" +
                    (near.empty() ? "" : "; did you mean " + near + "?"));
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
        const auto limit = limit_for(c, known, path);
        const auto facts = std::make_shared<const program_facts>(
            program_facts{path, described.language, described.library, described.version,
                          described.unavailable});
        for (const auto& workload : known.workloads) {
            contender_entry entry;
            entry.rank = rank_of_programs;
            entry.strategy = c.strategy;
            entry.engine = described.engine;
            entry.workload = workload.name;
            entry.skipped = reason_to_skip(c, workload, name);
            entry.limit = limit;
            entry.kind = c.kind;
            entry.program = facts;
            entry.make = [which = program_contender{path, c, patience_ns}, limit,
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
