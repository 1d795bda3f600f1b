#include "bench/sample/failure_count.hpp"

#include "base/error.hpp"
#include "strategies/deadline.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>

namespace crossover::bench {
namespace {

/// For the batch that counts errors. One that took longer to fail at all is not followed by
/// another: each task may wait in vain.
constexpr std::chrono::seconds most_counting(5);

} // namespace

failure_count::failure_count(outcomes& left, const live_workload& work, std::size_t tasks,
                             std::int64_t patience_ns)
    : left_(left),
      work_(work),
      tasks_(tasks),
      patience_ns_(work.wait_ns() + patience_ns),
      failures_(work.depends_on_others() ? tasks : 0) {}

/// The other side has been silent for too long, and is no more: its tasks have failed, and there is
/// nobody to fail them once more.
void failure_count::give_up(std::size_t tasks) {
    found_ = error_count{tasks_ - left_.done(tasks), true};
    throw error(exit_code::server_failed,
                "no task has ended for " + std::to_string(patience_ns_ / 1'000'000) +
                    " ms, since the server does not answer: see what holds it up, or raise "
                    "--patience_ms");
}

void failure_count::count(const subject& by) {
    const auto slots = failures_.slots();
    const std::chrono::nanoseconds failing(now_ns() - began_ns_);
    if (found_ || slots.empty() || !by.is_set_up() || by.is_program() || failing > most_counting) {
        return;
    }
    const stall_watchdog silence(left_, tasks_, work_.waited_for(), patience_ns_);
    batch b = left_.prepare(tasks_, false);
    std::ranges::fill(slots, failure_slot{}); // what stopped the sample may have left some
    b.failures = slots.data();
    bool whole = true;
    try {
        run_with_deadline(by.contender(), b, most_counting);
    } catch (const std::exception&) {
        whole = false; // late, or its workers have gone: the sample has failed already, and says of
                       // what
    }
    const auto failed = std::ranges::count_if(slots, &failure_slot::failed);
    found_ = error_count{static_cast<std::uint64_t>(failed), whole};
}

} // namespace crossover::bench
