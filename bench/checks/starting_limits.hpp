#pragma once

#include <cstdint>

namespace crossover::bench {

/// Throws error(machine_limit) where this process may not open the few descriptors that it takes to
/// begin at all: Google Benchmark, which asks the kernel for the caches, would end the process with
/// exit code 1 and a path.
void require_starting_descriptors();

/// How many of the allocator's arenas fit into so many bytes of addresses, at least one. glibc
/// reserves 128 MiB for each; a thread for which it finds no room has a mapping of its own for each
/// allocation, a hundred times as slow.
std::uint64_t fitting_arenas(std::uint64_t address_bytes) noexcept;

/// Lets threads share as many arenas as fit, where this process' addresses are limited (ulimit -v).
/// To be called before there are threads; does nothing without a limit.
void share_arenas() noexcept;

} // namespace crossover::bench
