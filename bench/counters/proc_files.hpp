#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

/// What /proc tells of a process. One that has ended meanwhile counts as nothing.
namespace crossover::bench {

/// Adds up the fields of a file, given in kilobytes, that have one of the names; in bytes.
std::int64_t sum_fields(const std::string& path, std::initializer_list<std::string_view> names);

std::int64_t thread_count(pid_t pid);
std::int64_t descriptor_count(pid_t pid);

/// Memory that the process shares with no other, in bytes: what a forked child has come to hold for
/// itself.
std::int64_t private_bytes(pid_t pid);

/// The children that the main thread of a process has forked and that have not been reaped. None
/// where the kernel does not tell (CONFIG_PROC_CHILDREN).
std::vector<pid_t> children_of(pid_t pid);

} // namespace crossover::bench
