#pragma once

#include "bench/options.hpp"

#include <iosfwd>
#include <string>

namespace crossover::bench {

/// Walks a program through every promise of the contract, and writes a line for each: kept, broken
/// with what to do, or not looked at with the reason. Every contender that it describes is measured
/// on small cells of every workload that it says it runs, then the program is asked for what it
/// cannot know, and its standard input is closed.
///
/// Returns 0, or program_failed when a promise is broken. Throws error(bad_input) when the program
/// cannot be run. Takes some seconds.
int check_program(const std::string& path, const options& how, std::ostream& to);

} // namespace crossover::bench
