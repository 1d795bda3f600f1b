#include "bench/sample/quota.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace crossover::bench {
namespace {

double share(double quota, double period) {
    return quota > 0 && period > 0 ? quota / period : 0;
}

/// What one group of version 2 says in cpu.max ("200000 100000": 2 cores); 0 without a limit, or
/// without such a file.
double own_cores(const std::filesystem::path& folder) {
    std::ifstream limit(folder / "cpu.max");
    double quota = 0; // "max" is no number
    double period = 0;
    return limit >> quota >> period ? share(quota, period) : 0;
}

/// The same of version 1, where -1 is no limit.
double own_cores_of_version_1(const std::filesystem::path& folder) {
    std::ifstream limit(folder / "cpu.cfs_quota_us");
    std::ifstream each(folder / "cpu.cfs_period_us");
    double quota = 0;
    double period = 0;
    return limit >> quota && each >> period ? share(quota, period) : 0;
}

/// The lesser of two quotas, of which 0 is none.
double tighter(double a, double b) {
    return a > 0 && b > 0 ? std::min(a, b) : std::max(a, b);
}

/// The path in a line "4:cpu,cpuacct:/a/b" of /proc/self/cgroup whose controllers include `cpu`;
/// empty in any other.
std::string group_of_cpu(const std::string& line) {
    std::istringstream parts(line);
    std::string number;
    std::string controllers;
    std::string path;
    std::getline(parts, number, ':');
    std::getline(parts, controllers, ':');
    std::getline(parts, path);
    std::istringstream each(controllers);
    for (std::string controller; std::getline(each, controller, ',');) {
        if (controller == "cpu") {
            return path;
        }
    }
    return {};
}

} // namespace

double quota_cores(const std::filesystem::path& root, const std::string& group) {
    double least = 0;
    std::filesystem::path below = std::filesystem::path(group).relative_path().lexically_normal();
    for (;; below = below.parent_path()) {
        least = tighter(least, own_cores(root / below));
        least = tighter(least, own_cores_of_version_1(root / below));
        if (below.empty()) {
            return least;
        }
    }
}

double quota_cores(const std::filesystem::path& root, std::istream& membership) {
    double least = 0;
    for (std::string line; std::getline(membership, line);) {
        if (line.starts_with("0::")) { // version 2
            least = tighter(least, quota_cores(root, line.substr(3)));
        } else if (const auto group = group_of_cpu(line); !group.empty()) {
            least = tighter(least, quota_cores(root / "cpu", group));
        }
    }
    return least;
}

double quota_cores() {
    std::ifstream membership("/proc/self/cgroup");
    return quota_cores("/sys/fs/cgroup", membership);
}

} // namespace crossover::bench
