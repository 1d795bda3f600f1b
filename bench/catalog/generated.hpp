#pragma once

namespace crossover::bench {

struct registry;

/// Puts every workload and every engine of the tree into the registry. Its definition is generated
/// (cmake/generate.cmake).
void register_everything(registry& r);

} // namespace crossover::bench
