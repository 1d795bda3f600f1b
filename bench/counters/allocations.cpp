#include "bench/counters/allocations.hpp"

#include "bench/counters/allocation_counters.hpp"

#include <new>
#include <sys/mman.h>

namespace crossover::bench {
namespace {

constinit detail::allocation_counters own_allocations; ///< until there are shared ones

} // namespace

constinit std::atomic<detail::allocation_counters*> detail::counters_in_use = &own_allocations;

bool counting_allocations() noexcept {
    return detail::counting();
}

void share_allocation_count() noexcept {
    if (&detail::counters() != &own_allocations) {
        return;
    }
    void* const memory = ::mmap(nullptr, sizeof(detail::allocation_counters),
                                PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory !=
        MAP_FAILED) { // else children are not counted: nothing that would stop a measurement
        detail::counters_in_use.store(new (memory) detail::allocation_counters,
                                      std::memory_order_relaxed);
    }
}

allocation_count::allocation_count() noexcept {
    share_allocation_count();
    detail::allocation_counters& c = detail::counters();
    for (auto& tally : c.tallies) {
        tally.count.store(0, std::memory_order_relaxed);
        tally.bytes.store(0, std::memory_order_relaxed);
    }
    c.on.store(true, std::memory_order_release);
}

allocations allocation_count::stop() noexcept {
    if (counting_) {
        counting_ = false;
        detail::allocation_counters& c = detail::counters();
        c.on.store(false, std::memory_order_relaxed);
        for (const auto& tally : c.tallies) {
            counted_.count += tally.count.load(std::memory_order_relaxed);
            counted_.bytes += tally.bytes.load(std::memory_order_relaxed);
        }
    }
    return counted_;
}

} // namespace crossover::bench
