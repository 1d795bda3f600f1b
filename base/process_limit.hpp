#pragma once

#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace crossover {

/// The tightest pids.max of the control groups of this process, version 1 or 2, and its file; an
/// empty file where none is set. A group limits all that is below it.
struct group_process_limit {
    rlim_t most = RLIM_INFINITY;
    std::string file;
};

/// Looks from `group`, a path below `root`, up to `root`.
inline group_process_limit process_limit_of_group(const std::string& root, std::string group) {
    group_process_limit found;
    for (;; group.erase(group.rfind('/'))) {
        const std::string file = root + group + "/pids.max";
        rlim_t most = 0;
        if (std::ifstream text(file); text >> most && most < found.most) {
            found = {.most = most, .file = file};
        }
        if (group.find('/') == std::string::npos) {
            return found;
        }
    }
}

/// The same for this process.
inline group_process_limit process_limit_of_groups() {
    group_process_limit found;
    std::ifstream membership("/proc/self/cgroup");
    for (std::string line; std::getline(membership, line);) {
        const bool second = line.starts_with("0::");
        const auto first = line.find(":pids:");
        if (second || first != std::string::npos) {
            auto group = line.substr(second ? 3 : first + 6);
            group = group == "/" ? std::string() : group;
            const char* root = second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids";
            if (auto limit = process_limit_of_group(root, group); limit.most < found.most) {
                found = std::move(limit);
            }
        }
    }
    return found;
}

/// What to raise when the system has no process or thread left: the control group's limit where
/// that is the tighter one (root has no other), else the user's.
inline std::string process_limit_advice() {
    rlimit user{};
    const bool limited = ::geteuid() != 0 && ::getrlimit(RLIMIT_NPROC, &user) == 0;
    const auto group = process_limit_of_groups();
    if (!group.file.empty() && (!limited || group.most < user.rlim_cur)) {
        return "raise the control group's limit of processes, " + std::to_string(group.most) +
               " (" + group.file + ")";
    }
    return "raise the process limit with ulimit -u";
}

} // namespace crossover
