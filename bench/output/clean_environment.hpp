#pragma once

namespace crossover::bench {

/// Makes this process deaf to the environment's BENCHMARK_FILTER, BENCHMARK_REPETITIONS,
/// BENCHMARK_OUT and their like: they are meant for whatever else is built on Google Benchmark, and
/// would change what a run measures, or leave it without a sample.
///
/// The library reads them before `main` begins, so where there are any, the program is started anew
/// without them, in the same process; returns when there are none. To be called first in `main`, by
/// the only thread. Throws error(internal) that names one when that fails.
void ignore_benchmark_variables(char** argv);

} // namespace crossover::bench
