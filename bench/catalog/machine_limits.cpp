#include "bench/catalog/machine_limits.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crossover::bench {
namespace {

namespace fs = std::filesystem;

/// The number that a file begins with; `unlimited` for "max" and where there is no such file.
std::size_t number_in(const fs::path& file) {
    std::ifstream text(file);
    std::size_t value = 0;
    return text >> value ? value : unlimited;
}

std::size_t field_of(const fs::path& file, const std::string& name) {
    std::ifstream text(file);
    std::string word;
    std::size_t value = 0;
    while (text >> word) {
        if (word == name && text >> value) {
            return value;
        }
    }
    return unlimited;
}

std::size_t limit_of(int what, bool hard) {
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource>(what), &limit) != 0) {
        return unlimited;
    }
    const auto value = hard ? limit.rlim_max : limit.rlim_cur;
    return value == RLIM_INFINITY ? unlimited : value;
}

/// How many threads all processes of this user have: RLIMIT_NPROC counts them together.
std::size_t threads_of_user() {
    std::size_t sum = 0;
    std::error_code gone;
    for (fs::directory_iterator i("/proc", gone), end; !gone && i != end; i.increment(gone)) {
        struct stat seen {};
        const std::string name = i->path().filename();
        if (name.front() >= '0' && name.front() <= '9' && ::stat(i->path().c_str(), &seen) == 0 &&
            seen.st_uid == ::geteuid()) {
            const auto threads = field_of(i->path() / "status", "Threads:");
            sum += threads == unlimited ? 0 : threads;
        }
    }
    return sum;
}

std::size_t room(std::size_t maximum, std::size_t taken) {
    return maximum == unlimited ? unlimited : maximum - std::min(maximum, taken);
}

/// The control group of this process: of version 2, or of version 1's `controller`; empty where
/// there is none.
std::string own_group(const std::string& controller = {}) {
    std::ifstream membership("/proc/self/cgroup");
    const std::string mark = ":" + controller + ":";
    for (std::string line; std::getline(membership, line);) {
        const auto at = line.find(mark);
        if (at != std::string::npos && (!controller.empty() || line.starts_with("0"))) {
            return line.substr(at + mark.size());
        }
    }
    return {};
}

void lower(machine_limits& l, std::size_t threads, const char* by) {
    if (threads < l.threads) {
        l.threads = threads;
        l.threads_by = by;
    }
}

} // namespace

std::size_t group_room(const fs::path& root, const std::string& group, const char* maximum,
                       const char* current) {
    std::size_t least = unlimited;
    fs::path below = fs::path(group).relative_path().lexically_normal();
    for (;; below = below.parent_path()) {
        const auto taken = number_in(root / below / current);
        least = std::min(least,
                         room(number_in(root / below / maximum), taken == unlimited ? 0 : taken));
        if (below.empty()) {
            return least;
        }
    }
}

machine_limits read_machine_limits() {
    machine_limits l;
    l.descriptors = limit_of(RLIMIT_NOFILE, true);
    l.memory_bytes = field_of("/proc/meminfo", "MemAvailable:");
    if (l.memory_bytes != unlimited) {
        l.memory_bytes *= 1024;
    }
    const fs::path groups = "/sys/fs/cgroup";
    l.memory_bytes =
        std::min(l.memory_bytes, group_room(groups, own_group(), "memory.max", "memory.current"));
    l.memory_bytes =
        std::min(l.memory_bytes, group_room(groups / "memory", own_group("memory"),
                                            "memory.limit_in_bytes", "memory.usage_in_bytes"));
    lower(l, group_room(groups, own_group(), "pids.max", "pids.current"),
          "pids.max of its control group");
    lower(l, group_room(groups / "pids", own_group("pids"), "pids.max", "pids.current"),
          "pids.max of its control group");
    lower(l, number_in("/proc/sys/kernel/threads-max"), "kernel.threads-max");
    // A thread's stack and its guard page are a mapping each.
    if (const auto maps = number_in("/proc/sys/vm/max_map_count"); maps != unlimited) {
        lower(l, maps / 2, "half of vm.max_map_count");
    }
    if (const auto most = limit_of(RLIMIT_NPROC, false); most != unlimited && ::geteuid() != 0) {
        lower(l, room(most, threads_of_user()),
              "RLIMIT_NPROC (ulimit -u), of which the user's "
              "other threads are taken");
    }
    return l;
}

} // namespace crossover::bench
