#pragma once

#include "bench/catalog/registry.hpp"

namespace crossover::tests {

/// The tests' own workloads (test_workloads.hpp) under every strategy on every engine.
const bench::registry& test_registry();

} // namespace crossover::tests
