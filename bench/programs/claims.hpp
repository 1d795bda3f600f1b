#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

/// What a program claims, held against what is seen from outside. Times are in ns, on one clock.
namespace crossover::bench {

/// A batch: from when it was asked for until its answer was there, and what the answer says.
struct timed_batch {
    std::int64_t asked_ns = 0;
    std::int64_t answered_ns = 0;
    std::int64_t started_ns = 0;
    std::int64_t makespan_ns = 0;
};

/// How long both sides have waited for a core so far.
struct core_waits {
    std::int64_t ours_ns = 0; ///< this thread: it does nothing but wait for the answer
    std::int64_t its_ns = 0; ///< the program's main thread, in its batches as well
    std::int64_t its_number = 0; ///< so many times
};

/// The time that the program leaves out of its makespans, over all batches of a sample.
///
/// A message to and fro takes some 50 us, so 200 us a batch are granted, 1 % for what a long batch
/// leaves in caches and queues, and half a millisecond in all. On a busy machine come those waits
/// for a core to it that lie outside of batches: all of this thread's, and of the program's four a
/// batch, as long as they are on the average: when it is woken, when it is interrupted reading the
/// line, and the same when it answers.
class left_out_time {
public:
    /// `granted_ns` is what two readings of the clock may be wrong by; `queued` tells how long both
    /// sides have waited for a core so far, and is asked at the beginning and when it
    /// matters.
    left_out_time(std::int64_t clock_error_ns, std::function<core_waits()> waits);

    /// Why the program's makespans cannot be believed, this one included; empty when they can.
    std::string add(const timed_batch& b);

private:
    [[nodiscard]] std::int64_t waits_outside() const;

    std::int64_t clock_error_ns_;
    std::function<core_waits()> waits_;
    core_waits before_;
    std::int64_t left_out_ns_ = 0;
    std::int64_t seen_ns_ = 0;
    std::int64_t batches_ = 0;
};

/// The CPU time that the program uses between its batches, when nothing is asked of it. Granted
/// are 2 ms, 200 us a batch for a message to and fro, and 5 % of what the batches use: threads that
/// spin for a moment before they sleep.
class idle_work {
public:
    /// Why the program is said to work on; empty when it does not.
    std::string add(std::int64_t between_ns, std::int64_t inside_ns);

private:
    std::int64_t between_ns_ = 0;
    std::int64_t inside_ns_ = 0;
    std::int64_t batches_ = 0;
};

} // namespace crossover::bench
