#include "bench/counters/process_tree.hpp"

#include "base/clock.hpp"
#include "base/unique_fd.hpp"
#include "bench/counters/proc_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace crossover::bench {
namespace {

std::string proc_folder(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

/// A file of /proc, with one read where it is small; empty when it has gone.
std::string small_file(const std::string& path) {
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 2048> part{};
    std::string text;
    for (ssize_t got = sizeof part; file && got == sizeof part;) {
        got = ::read(file.get(), part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return text;
}

/// The fields of /proc/PID/stat that are needed here; times are in clock ticks.
struct stat_line {
    char state = 'X';
    std::int64_t user = 0, system = 0, reaped_user = 0, reaped_system = 0;
};

stat_line read_stat(pid_t pid) {
    stat_line found;
    const std::string text = small_file(proc_folder(pid) + "/stat");
    const auto name_ends = text.rfind(')'); // the name may hold anything, brackets included
    if (name_ends == std::string::npos) {
        return found;
    }
    std::istringstream fields(text.substr(name_ends + 1));
    std::string skipped;
    fields >> found.state;
    constexpr int between = 10; // from the fourth field to the thirteenth
    for (int i = 0; i < between; ++i) {
        fields >> skipped;
    }
    fields >> found.user >> found.system >> found.reaped_user >> found.reaped_system;
    return found;
}

std::int64_t ticks_to_ns(std::int64_t ticks) {
    static const std::int64_t tick_ns = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
    return ticks * tick_ns;
}

/// All that the threads of a process have used, those that have ended as well; 0 when it has gone.
std::int64_t process_cpu_ns(pid_t pid) {
    timespec used{};
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(pid) << 3) | 2U);
    if (::clock_gettime(clock, &used) != 0) {
        return 0;
    }
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

std::int64_t number_after(std::string_view text, std::string_view name) {
    const auto found = text.find(name);
    if (found == std::string_view::npos) {
        return 0;
    }
    auto at = found + name.size();
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) {
        ++at;
    }
    std::int64_t number = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
}

void add_switches(usage& sum, pid_t pid, pid_t thread) {
    const auto text = small_file(proc_folder(pid) + "/task/" + std::to_string(thread) + "/status");
    sum.voluntary_switches += number_after(text, "\nvoluntary_ctxt_switches:");
    sum.involuntary_switches += number_after(text, "nonvoluntary_ctxt_switches:");
}

/// Divides CPU time, which is known exactly, as the ticks of user and system time stand.
void add_divided(usage& sum, std::int64_t cpu_ns, const stat_line& ticks) {
    const auto all = ticks.user + ticks.system;
    const double share =
        all > 0 ? static_cast<double>(ticks.system) / static_cast<double>(all) : 0.0;
    const auto system_ns = static_cast<std::int64_t>(static_cast<double>(cpu_ns) * share);
    sum.system_ns += system_ns;
    sum.user_ns += cpu_ns - system_ns;
}

std::int64_t count_new(std::set<pid_t>& known, std::set<pid_t> now) {
    const auto fresh =
        std::ranges::count_if(now, [&known](pid_t id) { return !known.contains(id); });
    known = std::move(now);
    return fresh;
}

} // namespace

std::vector<pid_t> threads_of(pid_t pid) {
    std::vector<pid_t> threads;
    std::error_code gone;
    const std::string folder = proc_folder(pid) + "/task";
    for (std::filesystem::directory_iterator i(folder, gone), end; !gone && i != end;
         i.increment(gone)) {
        threads.push_back(std::atoi(i->path().filename().c_str()));
    }
    return threads;
}

std::vector<pid_t> descendants_of(pid_t root) {
    std::vector<pid_t> found;
    std::size_t next = 0;
    for (pid_t parent = root;; parent = found[next++]) {
        for (const pid_t thread : threads_of(parent)) {
            std::istringstream pids(
                small_file(proc_folder(parent) + "/task/" + std::to_string(thread) + "/children"));
            found.insert(found.end(), std::istream_iterator<pid_t>(pids), {});
        }
        if (next == found.size()) {
            return found;
        }
    }
}

tree_reading process_tree::read() {
    members_ = descendants_of(root_);
    tree_reading seen;
    std::set<pid_t> threads_now;
    for (const pid_t pid : members_) {
        const auto ticks = read_stat(pid);
        add_divided(seen.used, process_cpu_ns(pid), ticks);
        seen.reaped_ns += ticks_to_ns(ticks.reaped_user + ticks.reaped_system);
        seen.used.user_ns += ticks_to_ns(ticks.reaped_user);
        seen.used.system_ns += ticks_to_ns(ticks.reaped_system);
        for (const pid_t thread : threads_of(pid)) {
            add_switches(seen.used, pid, thread);
            threads_now.insert(thread);
        }
    }
    const auto orphans = read_stat(root_); // the root has reaped those whose parent had gone
    seen.reaped_ns += ticks_to_ns(orphans.reaped_user + orphans.reaped_system);
    seen.used.user_ns += ticks_to_ns(orphans.reaped_user);
    seen.used.system_ns += ticks_to_ns(orphans.reaped_system);
    threads_seen_ += count_new(threads_, std::move(threads_now));
    processes_seen_ += count_new(processes_, {members_.begin(), members_.end()});
    return seen;
}

std::int64_t process_tree::cpu_ns() const {
    std::int64_t sum = 0;
    for (const pid_t pid : members_) {
        sum += process_cpu_ns(pid);
    }
    return sum;
}

void process_tree::settle(std::int64_t patience_ns) const {
    const auto until = now_ns() + patience_ns;
    const auto runs = [](pid_t pid) { return read_stat(pid).state == 'R'; };
    while (std::ranges::any_of(members_, runs) && now_ns() < until) {
        ::sched_yield(); // it may want this core to fall asleep on
    }
}

footprint read_footprint_below(pid_t root) {
    footprint sum;
    for (const pid_t pid : descendants_of(root)) {
        sum.processes += 1;
        sum.threads += thread_count(pid);
        sum.descriptors += descriptor_count(pid);
    }
    return sum;
}

void reset_peak_below(pid_t root) {
    for (const pid_t pid : descendants_of(root)) {
        std::ofstream(proc_folder(pid) + "/clear_refs") << "5";
    }
}

std::int64_t peak_bytes_below(pid_t root) {
    std::int64_t sum = 0;
    for (const pid_t pid : descendants_of(root)) {
        sum += sum == 0 ? sum_fields(proc_folder(pid) + "/status", {"VmHWM:"}) : private_bytes(pid);
    }
    return sum;
}

std::int64_t queued_ns(const std::string& task) {
    std::istringstream fields(small_file("/proc/" + task + "/schedstat"));
    std::int64_t ran = 0;
    std::int64_t queued = 0;
    return fields >> ran >> queued ? queued : 0;
}

std::int64_t queued_ns_of_threads(pid_t pid) {
    std::int64_t all = 0;
    for (const pid_t thread : threads_of(pid)) {
        all += queued_ns(std::to_string(pid) + "/task/" + std::to_string(thread));
    }
    return all;
}

std::int64_t stolen_ns(const std::string& stat) {
    std::istringstream fields(small_file(stat));
    std::string all_cores;
    fields >> all_cores;
    constexpr int stolen = 8; // user, nice, system, idle, iowait, irq, softirq, steal
    std::int64_t ticks = 0;
    for (int field = 0; field < stolen; ++field) {
        fields >> ticks;
    }
    return fields ? ticks_to_ns(ticks) : 0;
}

} // namespace crossover::bench
