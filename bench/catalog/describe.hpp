#pragma once

#include "bench/catalog/select.hpp"

#include <string>
#include <vector>

/// What this binary can run and how it was built, as JSON for scripts.
namespace crossover::bench {

/// Workloads with their parameters, contenders, and pairs that cannot run with the reason why.
std::string list_json();

/// The pairs that were asked for, each with the name under which it is registered, and the reason
/// when it will be skipped.
std::string list_json(const std::vector<candidate>& asked_for);

/// Version, compiler, flags and libraries.
std::string info_json();

/// The speed of each computation on this machine, in units of work per microsecond, and how much
/// longer twice the work takes. Takes a moment for each.
std::string calibrate_json();

} // namespace crossover::bench
