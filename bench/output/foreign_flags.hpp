#pragma once

#include <string>
#include <vector>

namespace crossover::bench {

/// True for a flag that is Google Benchmark's.
bool is_foreign(const std::string& argument);

/// Hands Google Benchmark its flags. Throws error(bad_input) for one that it does not know, naming
/// the nearest.
void initialize_benchmark(const std::string& program, const std::vector<std::string>& flags);

/// Throws error(bad_input) unless --benchmark_filter, as it was given, selects one of `names`:
/// Google Benchmark empties the file of
/// --benchmark_out before it finds that there is nothing to run. Names are those that it
/// registered.
void require_selected(const std::vector<std::string>& names);

} // namespace crossover::bench
