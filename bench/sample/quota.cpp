#include "bench/sample/quota.hpp"

#include <algorithm>
#include <fstream>

namespace crossover::bench {
namespace {

/// What one group's cpu.max says ("200000 100000": 2 cores); 0 without a limit, or without such a
/// file.
double own_cores(const std::filesystem::path& folder) {
    std::ifstream limit(folder / "cpu.max");
    double quota = 0; // "max" is no number
    double period = 0;
    return limit >> quota >> period && quota > 0 && period > 0 ? quota / period : 0;
}

} // namespace

double quota_cores(const std::filesystem::path& root, const std::string& group) {
    double least = 0;
    std::filesystem::path below = std::filesystem::path(group).relative_path().lexically_normal();
    for (;; below = below.parent_path()) {
        if (const double cores = own_cores(root / below); cores > 0) {
            least = least > 0 ? std::min(least, cores) : cores;
        }
        if (below.empty()) {
            return least;
        }
    }
}

double quota_cores() {
    std::ifstream membership("/proc/self/cgroup");
    for (std::string line; std::getline(membership, line);) {
        if (line.starts_with("0::")) { // version 2
            return quota_cores("/sys/fs/cgroup", line.substr(3));
        }
    }
    return 0;
}

} // namespace crossover::bench
