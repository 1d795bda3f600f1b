#include "bench/checks/warm_up_check.hpp"

namespace crossover::bench {
namespace {

constexpr double most_times = 20;
constexpr double once_ns = 10e6;
constexpr double thread_ns = 200e3;
constexpr double crowded_thread_ns = 5e6;
constexpr double task_ns = 10e3;

std::string microseconds_of(double ns) {
    return std::to_string(static_cast<std::int64_t>(ns / 1000)) + " us";
}

} // namespace

std::string out_of_proportion(const first_and_next& batches) {
    if (batches.first_tasks == 0 || batches.next_tasks == 0) {
        return {};
    }
    const auto tasks = static_cast<double>(batches.first_tasks);
    const auto first = static_cast<double>(batches.first_ns);
    const double like_next =
        static_cast<double>(batches.next_ns) / static_cast<double>(batches.next_tasks) * tasks;
    const double once = once_ns + thread_ns * static_cast<double>(batches.threads) +
                        crowded_thread_ns * static_cast<double>(batches.started) + task_ns * tasks;
    if (first <= most_times * like_next + once) {
        return {};
    }
    return std::to_string(batches.first_tasks) + " tasks used " + microseconds_of(first) +
           " of CPU time in the first batch, and as many in a later one " +
           microseconds_of(like_next) +
           ": later batches found results that the first had made, the sample is void";
}

} // namespace crossover::bench
