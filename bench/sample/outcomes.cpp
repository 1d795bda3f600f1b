#include "bench/sample/outcomes.hpp"

#include "base/error.hpp"
#include "bench/sample/salt.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <sys/mman.h>

namespace crossover::bench {

outcomes::outcomes(std::size_t tasks)
    : bytes_((tasks + 1) * (2 * sizeof(stamp) + sizeof(std::uint64_t))) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) {
        throw error(exit_code::machine_limit, "cannot map " + std::to_string(bytes_) +
                                                  " bytes for the outcomes of " +
                                                  std::to_string(tasks) + " tasks (" +
                                                  std::strerror(errno) + "); lower --tasks");
    }
    std::memset(memory_, 1, bytes_);
    stamps_ = static_cast<stamp*>(memory_);
    results_ = reinterpret_cast<std::uint64_t*>(stamps_ + tasks);
    starts_ = reinterpret_cast<std::int64_t*>(results_ + tasks);
}

outcomes::~outcomes() {
    ::munmap(memory_, bytes_);
}

batch outcomes::prepare(std::size_t tasks, bool traced) {
    std::fill_n(results_, tasks, no_result);
    unanswered_.clear();
    if (traced) {
        std::fill_n(stamps_, tasks, stamp{});
    }
    return {.tasks = tasks,
            .results = results_,
            .stamps = traced ? stamps_ : nullptr,
            .salt = fresh_salt()};
}

std::string outcomes::check(std::size_t tasks,
                            const std::function<std::uint64_t(std::size_t)>& expected,
                            std::size_t every) const {
    for (std::size_t i = 0; i < tasks; i += every) {
        if (!counts(i)) {
            continue; // and has left none, or it would
        }
        if (const auto right = expected(i); results_[i] != right) {
            return "task " + std::to_string(i) + " yielded digest " + std::to_string(results_[i]) +
                   " and must yield " + std::to_string(right) +
                   (results_[i] == no_result ? " (it left no result)" : "");
        }
    }
    return {};
}

std::size_t outcomes::done(std::size_t tasks) const noexcept {
    std::size_t count = 0;
    for (const volatile std::uint64_t* result = results_; result != results_ + tasks; ++result) {
        count += *result != no_result ? 1 : 0;
    }
    return count;
}

std::int64_t outcomes::total_latency_ns(std::size_t tasks) const noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < tasks; ++i) {
        sum += counts(i) ? stamps_[i].ended_ns - stamps_[i].started_ns : 0;
    }
    return sum;
}

std::string outcomes::check_stamps(std::size_t tasks, std::int64_t begin_ns, std::int64_t end_ns,
                                   std::int64_t granted_ns) const {
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto [started, ended] = stamps_[i];
        if (!counts(i)) {
            continue;
        }
        if (started < begin_ns - granted_ns || ended < started - granted_ns ||
            ended > end_ns + granted_ns) {
            const std::string task = "task " + std::to_string(i) + " of a batch that took " +
                                     std::to_string(end_ns - begin_ns) + " ns is said to have ";
            if (started == 0 || ended == 0) {
                return task + (started == 0 ? "no start" : "no end");
            }
            return task + "started " + std::to_string(started - begin_ns) + " ns and ended " +
                   std::to_string(ended - begin_ns) + " ns after its beginning";
        }
    }
    return {};
}

std::size_t outcomes::most_in_flight(std::size_t tasks) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < tasks; ++i) {
        if (counts(i)) {
            starts_[count] = stamps_[i].started_ns;
            starts_[tasks + count++] = stamps_[i].ended_ns;
        }
    }
    const std::span starts(starts_, count);
    const std::span ends(starts_ + tasks, count);
    std::ranges::sort(starts);
    std::ranges::sort(ends);
    std::size_t most = 0;
    std::size_t ended = 0;
    for (std::size_t started = 0; started < count; ++started) {
        // One that ends as another starts has made room for it; none ends before it has started.
        while (ended < started && ends[ended] <= starts[started]) {
            ++ended;
        }
        most = std::max(most, started + 1 - ended);
    }
    return most;
}

} // namespace crossover::bench
