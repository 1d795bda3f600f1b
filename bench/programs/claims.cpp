#include "bench/programs/claims.hpp"

#include <algorithm>
#include <utility>

namespace crossover::bench {
namespace {

constexpr std::int64_t message_ns = 200'000;
constexpr std::int64_t slow_message_ns = 500'000; ///< of a loaded or slow machine
constexpr std::int64_t message_share = 100; ///< one in so many

std::string microseconds(std::int64_t ns) {
    return std::to_string(ns / 1000) + " us";
}

} // namespace

std::int64_t left_out_ns(const timed_batch& b) {
    return b.answered_ns - b.asked_ns - b.makespan_ns;
}

std::int64_t believed_ns(const timed_batch& b) {
    const auto seen_ns = b.answered_ns - b.asked_ns;
    return std::max(b.makespan_ns, seen_ns - seen_ns / message_share - message_ns);
}

left_out_time::left_out_time(std::int64_t clock_error_ns, std::function<core_waits()> waits,
                             std::function<other_waits()> others)
    : clock_error_ns_(clock_error_ns),
      waits_(std::move(waits)),
      last_(waits_()),
      others_(std::move(others)) {}

void left_out_time::begin() {
    last_ = waits_();
    if (!others_before_) {
        others_before_ = others_();
    }
}

std::int64_t left_out_time::waits_since() {
    const core_waits before = std::exchange(last_, waits_());
    return last_.ours_ns - before.ours_ns + last_.its_ns - before.its_ns;
}

/// Each apart: what threads that have ended had waited is not known any more.
std::int64_t left_out_time::others_since() const {
    const other_waits before = others_before_.value_or(other_waits{});
    const other_waits now = others_();
    return std::max<std::int64_t>(now.its_threads_ns - before.its_threads_ns, 0) +
           std::max<std::int64_t>(now.stolen_ns - before.stolen_ns, 0);
}

std::string left_out_time::add(const timed_batch& b) {
    const auto ended_ns = b.started_ns + b.makespan_ns;
    if (b.makespan_ns <= 0 || b.started_ns < b.asked_ns - clock_error_ns_ ||
        ended_ns > b.answered_ns + clock_error_ns_) {
        return "a batch is said to have started " + microseconds(b.started_ns - b.asked_ns) +
               " after it was asked for and to have taken " + microseconds(b.makespan_ns) +
               ", and its answer was there after " + microseconds(b.answered_ns - b.asked_ns);
    }
    constexpr std::int64_t once_ns = 2'000'000;
    ++batches_;
    seen_ns_ += b.answered_ns - b.asked_ns;
    left_out_ns_ += left_out_ns(b);
    waited_ns_ += waits_since();
    auto granted_ns = once_ns + batches_ * slow_message_ns + seen_ns_ / message_share + waited_ns_;
    if (left_out_ns_ <= granted_ns) {
        return {};
    }
    granted_ns += others_since();
    if (left_out_ns_ <= granted_ns) {
        return {};
    }
    return std::to_string(batches_) + " batches took " + microseconds(seen_ns_) +
           " by the harness's clock and are said to have taken " +
           microseconds(seen_ns_ - left_out_ns_) + ": " + microseconds(left_out_ns_) +
           " are left out, and messages to and fro take " + microseconds(granted_ns) + " at most";
}

std::string idle_work::add(std::int64_t between_ns, std::int64_t inside_ns) {
    constexpr std::int64_t once_ns = 2'000'000;
    constexpr std::int64_t share = 20; // one in so many
    ++batches_;
    between_ns_ += between_ns;
    inside_ns_ += inside_ns;
    const auto granted_ns = once_ns + batches_ * message_ns + inside_ns_ / share;
    if (between_ns_ <= granted_ns) {
        return {};
    }
    return "used " + microseconds(between_ns_) + " of CPU time between " +
           std::to_string(batches_) + " batches, and " + microseconds(inside_ns_) +
           " in them: it works when nothing is asked of it";
}

} // namespace crossover::bench
