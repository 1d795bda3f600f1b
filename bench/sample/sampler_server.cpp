/// What a sampler makes of the other side of a workload's I/O: the checks on its counts, and how
/// many tasks it failed.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/sample/sampler.hpp"
#include "bench/sample/stall_watchdog.hpp"
#include "strategies/deadline.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace crossover::bench {
namespace {

/// For the batch that counts errors. One that took longer to fail at all is not followed by
/// another: each task may wait in vain.
constexpr std::chrono::seconds most_counting(5);

} // namespace

/// One batch with stamps and counted allocations, where the measured ones had none, and the
/// server's counts for it.
void sampler::observe_once_more() {
    work_->reset_server();
    run_batch(where_.size.tasks, with::observation);
    check_server(work_->server(),
                 {.tasks = where_.size.tasks, .limit = m_.limit, .latency_ns = latency_ns_});
}

void sampler::check_server(const std::optional<server_report>& seen, const claimed& by) {
    const auto each = seen ? work_->exchange(where_.size.tasks) : std::nullopt;
    if (!each) {
        return;
    }
    check_server_counts(*seen, *each, by);
    if (by.latency_ns > 0) {
        check_server_presence(*seen, by);
        mark_server(*seen, by);
    }
}

void sampler::mark_server(const server_report& seen, const claimed& by) {
    const auto tasks = static_cast<double>(std::max<std::size_t>(where_.size.tasks, 1));
    const double contender = static_cast<double>(m_.used.user_ns + m_.used.system_ns) / tasks;
    const double server = static_cast<double>(seen.cpu_ns) /
                          static_cast<double>(std::max<std::uint64_t>(seen.requests, 1));
    m_.marks = server_marks(seen, by, where_.size.tasks,
                            {.wait_ns = m_.cost.wait_ns, .cpu_ns = contender + server});
}

std::int64_t sampler::patience_ns() const {
    return work_->wait_ns() + how_.patience_ns;
}

/// The other side has been silent for too long, and is no more: its tasks have failed, and there is
/// nobody to fail them once more.
void sampler::give_up(std::size_t tasks) {
    m_.errors = error_count{where_.size.tasks - left_.done(tasks), true};
    throw error(exit_code::server_failed,
                "no task has ended for " + std::to_string(patience_ns() / 1'000'000) +
                    " ms, since the server does not answer: see what holds it up, or raise "
                    "--patience_ms");
}

void sampler::count_errors() {
    const auto slots = failures_.slots();
    const std::chrono::nanoseconds failing(now_ns() - batch_start_ns_);
    if (m_.errors || slots.empty() || !runner_ || failing > most_counting) {
        return;
    }
    const stall_watchdog silence(left_, where_.size.tasks, work_->waited_for(), patience_ns());
    batch b = left_.prepare(where_.size.tasks, false);
    b.failures = slots.data();
    bool whole = true;
    try {
        run_with_deadline(*runner_, b, most_counting);
    } catch (const std::exception&) {
        whole = false; // late, or its workers have gone: the sample has failed already, and says of
                       // what
    }
    const auto failed = std::ranges::count_if(slots, &failure_slot::failed);
    m_.errors = error_count{static_cast<std::uint64_t>(failed), whole};
}

} // namespace crossover::bench
