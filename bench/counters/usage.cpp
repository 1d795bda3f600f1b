#include "bench/counters/usage.hpp"

#include "base/unique_fd.hpp"
#include "bench/counters/proc_files.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossover::bench {
namespace {

std::int64_t to_ns(const timeval& t) {
    return t.tv_sec * 1'000'000'000 + t.tv_usec * 1000;
}

/// The kernel adds up what a thread that runs on another core has used once a tick, and when it
/// falls asleep: work of a batch would count after its end, and so not at all. To ask for a
/// thread's own clock brings its count up to date. Allocates nothing.
void bring_threads_up_to_date() {
    const unique_fd tasks(::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    alignas(8) std::array<char, 4096> entries;
    for (;;) {
        const auto bytes = ::syscall(SYS_getdents64, tasks.get(), entries.data(), entries.size());
        if (bytes <= 0) {
            return; // the end; or no /proc, and then the count is as the kernel keeps it
        }
        for (std::size_t at = 0; at < static_cast<std::size_t>(bytes);) {
            std::uint16_t length = 0; // of struct linux_dirent64: inode, offset, length, type, name
            std::memcpy(&length, &entries[at + 16], sizeof length);
            if (const int thread = std::atoi(&entries[at + 19]); thread > 0) {
                timespec now{};
                ::clock_gettime(static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6U),
                                &now); // its CPU clock
            }
            at += length;
        }
    }
}

void add(usage& sum, int who) {
    rusage r{};
    ::getrusage(who, &r); // fails only for an unknown `who`
    sum.user_ns += to_ns(r.ru_utime);
    sum.system_ns += to_ns(r.ru_stime);
    sum.voluntary_switches += r.ru_nvcsw;
    sum.involuntary_switches += r.ru_nivcsw;
}

} // namespace

usage operator-(const usage& later, const usage& earlier) {
    return {later.user_ns - earlier.user_ns, later.system_ns - earlier.system_ns,
            later.voluntary_switches - earlier.voluntary_switches,
            later.involuntary_switches - earlier.involuntary_switches};
}

usage& operator+=(usage& sum, const usage& more) {
    sum.user_ns += more.user_ns;
    sum.system_ns += more.system_ns;
    sum.voluntary_switches += more.voluntary_switches;
    sum.involuntary_switches += more.involuntary_switches;
    return sum;
}

usage read_usage() {
    bring_threads_up_to_date();
    usage sum;
    add(sum, RUSAGE_SELF);
    add(sum, RUSAGE_CHILDREN);
    return sum;
}

usage read_usage(runner& r) {
    usage sum =
        read_usage(); // first: waiting for the workers to fall asleep is not the contender's
    const worker_usage workers = r.usage();
    sum += {workers.user_ns, workers.system_ns, workers.voluntary_switches,
            workers.involuntary_switches};
    return sum;
}

footprint read_footprint(std::span<const pid_t> workers) {
    const pid_t self = ::getpid();
    footprint sum{thread_count(self), 1 + static_cast<std::int64_t>(workers.size()),
                  descriptor_count(self)};
    for (const pid_t pid : workers) {
        sum.threads += thread_count(pid);
        sum.descriptors += descriptor_count(pid);
    }
    return sum;
}

std::int64_t resident_bytes() {
    return sum_fields("/proc/self/status", {"VmRSS:"});
}

void reset_peak() {
    // A kernel without this file leaves the peak as it was: too high, never too low.
    std::ofstream("/proc/self/clear_refs") << "5";
}

std::int64_t peak_bytes(std::span<const pid_t> workers) {
    std::int64_t sum = sum_fields("/proc/self/status", {"VmHWM:"});
    for (const pid_t pid : workers) {
        sum += private_bytes(pid);
    }
    return sum;
}

} // namespace crossover::bench
