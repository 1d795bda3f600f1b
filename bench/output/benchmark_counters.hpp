#pragma once

#include "bench/sample/measurement.hpp"

#include <benchmark/benchmark.h>

namespace crossover::bench {

/// What Google Benchmark shows and writes beside the time of a good sample. Times are seconds.
void set_counters(benchmark::State& state, const measurement& m);

} // namespace crossover::bench
