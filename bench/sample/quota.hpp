#pragma once

#include <filesystem>
#include <istream>
#include <string>

namespace crossover::bench {

/// The CPU quota of a control group in cores: the least of its own and those of the groups above
/// it, each of which bounds all below. 0 when none of them has one.
///
/// `root` is where its hierarchy is mounted, `group` the path below it, as in /proc/self/cgroup:
/// `/user.slice/a.service`.
double quota_cores(const std::filesystem::path& root, const std::string& group);

/// The least quota in the hierarchies of version 2 and version 1 below `root`. `membership` has the
/// lines of /proc/self/cgroup.
double quota_cores(const std::filesystem::path& root, std::istream& membership);

/// The quota of this process.
double quota_cores();

} // namespace crossover::bench
