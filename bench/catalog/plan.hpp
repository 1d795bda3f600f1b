#pragma once

#include "bench/catalog/machine_limits.hpp"
#include "bench/catalog/select.hpp"
#include "bench/sample/ideal.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

/// What is known of a contender on a cell before anything is started: its limit, its ideal, what it
/// needs, and why it cannot run here.
namespace crossover::bench {

/// What a sample takes of what this machine gives in limited numbers: upper bounds of what it then
/// shows, rough ones of memory.
struct sample_needs {
    std::size_t descriptors = 0; ///< of the process that opens most, be it a server
    std::size_t threads = 0; ///< of all its processes
    std::size_t processes = 0; ///< the bench itself and those of the tasks included, not the server
    std::size_t memory_bytes = 0;
};

/// A contender on a cell, as it would run.
struct planned_sample {
    std::size_t limit = 0; ///< most tasks in flight
    std::string reason; ///< why it cannot run here; empty when it can
    task_cost cost;
    ideal bound; ///< as the sample will report it, by the calibrated rates
    sample_needs needs;
};

/// Plans a sample. Starts nothing: no server, loop, thread or process. Thread-safe.
planned_sample plan(const candidate& of, const run_settings& run, const machine_limits& machine);

/// Writes the plan of every pair that the options ask for, one line of JSON each (docs/RESULTS.md):
/// what this binary can run, and what it was built without as skipped. Throws error(bad_input) as
/// `select` does.
void write_plan(std::ostream& out, const registry& from, const options& how);

} // namespace crossover::bench
