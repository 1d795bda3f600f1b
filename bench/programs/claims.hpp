#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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
};

/// What else may have kept a program from its answer so far, read only where that matters.
struct other_waits {
    std::int64_t its_threads_ns =
        0; ///< for a core: those of its threads that live, but the main one
    std::int64_t stolen_ns = 0; ///< what the hypervisor has kept from all cores
};

/// What the contract costs beside a batch: the time from its order to its answer that is not in the
/// makespan. As the program tells it, so never more than it has left out.
std::int64_t left_out_ns(const timed_batch& b);

/// The makespan that is believed: the program's own, but never less than what this process's clock
/// has seen by more than a message to and fro takes. That is some 50 us; granted are 200 us, and 1
/// % for what a long batch leaves in caches and queues. So a program gains nothing by telling less.
std::int64_t believed_ns(const timed_batch& b);

/// The time that the program leaves out of its makespans, over all batches of a sample: whether it
/// can be honest. Granted are 500 us and 1 % for each batch, 2 ms in all, and what both sides have
/// waited for a core; where that is too little, what the program's other threads have, and what the
/// hypervisor has kept from the cores. On a busy machine a message waits as well, and which of the
/// waits lie outside of the batches is not seen. That is generous, and no makespan gains by it: the
/// time is added to it where it is more than a quick message takes (believed_ns).
class left_out_time {
public:
    /// `clock_error_ns` is what two readings of the clock may be wrong by; `waits` is asked once a
    /// batch; `others` before the first one, and where nothing less explains a time.
    left_out_time(std::int64_t clock_error_ns, std::function<core_waits()> waits,
                  std::function<other_waits()> others);

    /// A batch is about to be asked for: what both sides have waited for until now is none of it.
    void begin();

    /// Why the program's makespans cannot be believed, this one included; empty when they can.
    std::string add(const timed_batch& b);

private:
    [[nodiscard]] std::int64_t waits_since();
    [[nodiscard]] std::int64_t others_since() const;

    std::int64_t clock_error_ns_;
    std::function<core_waits()> waits_;
    core_waits last_;
    std::function<other_waits()> others_;
    std::optional<other_waits> others_before_; ///< the first batch
    std::int64_t waited_ns_ = 0;
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
