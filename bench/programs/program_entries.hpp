#pragma once

#include "bench/catalog/registry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossover::bench {

/// The contenders that a program describes, one entry for each workload of `known`: what it cannot
/// run is skipped with its reason. Starts the program and ends it again; a contender's `make`
/// starts it anew. `patience_ns` is how long no task may end, beyond what a task takes.
///
/// Throws error(bad_input) for a program that cannot be run, a strategy that nobody knows, and a
/// contender that `known` has already; error(program_failed) for one that breaks the contract.
std::vector<contender_entry> entries_of(const std::string& program, const registry& known,
                                        std::int64_t patience_ns);

} // namespace crossover::bench
