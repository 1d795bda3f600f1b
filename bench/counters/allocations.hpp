#pragma once

#include <cstdint>

/// Counts memory allocations of this process and of children that were forked from it: what
/// operator new, malloc and their kin are asked for, by our code and by every library alike. The
/// program's `malloc` stands before the C library's and passes on to it.
///
/// While nothing is counted it costs one predictable branch an allocation; while counting, two
/// relaxed atomic additions to what the processor has to itself.
namespace crossover::bench {

/// What was asked for. A `realloc` is one allocation of its new size; nothing is taken off when
/// memory is freed.
struct allocations {
    std::int64_t count = 0;
    std::int64_t bytes = 0;
};

/// False in a build that cannot count: a sanitizer brings a `malloc` of its own, and a C library
/// other than glibc has other names.
[[nodiscard]] bool can_count_allocations() noexcept;

/// Whether allocations are being counted at this moment: never while a batch is timed that is to be
/// left alone.
[[nodiscard]] bool counting_allocations() noexcept;

/// Counts from construction to `stop`, in every thread and forked child. At most one counts at a
/// time.
class allocation_count {
public:
    /// Maps the counters when it is the first. Children see them that were forked after that: call
    /// `share_allocation_count` before they are.
    allocation_count() noexcept;
    allocation_count(const allocation_count&) = delete;
    allocation_count& operator=(const allocation_count&) = delete;
    ~allocation_count() { stop(); }

    /// Stops counting, and returns what was counted. What a thread was about to count may be
    /// missing.
    allocations stop() noexcept;

private:
    allocations counted_;
    bool counting_ = true;
};

/// Makes the counters visible to children that are forked from now on.
void share_allocation_count() noexcept;

} // namespace crossover::bench
