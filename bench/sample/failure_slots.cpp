#include "bench/sample/failure_slots.hpp"

#include <sys/mman.h>

namespace crossover::bench {
namespace {

/// 256 MB of addresses.
constexpr std::size_t most_tasks = 1'000'000;

} // namespace

failure_slots::failure_slots(std::size_t tasks) {
    if (tasks == 0 || tasks > most_tasks) {
        return;
    }
    void* const memory = ::mmap(nullptr, tasks * sizeof(failure_slot), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory !=
        MAP_FAILED) { // a machine without room for it measures all the same, and counts no errors
        slots_ = {static_cast<failure_slot*>(memory), tasks}; // zeros are a slot without a failure
    }
}

failure_slots::~failure_slots() {
    if (!slots_.empty()) {
        ::munmap(slots_.data(), slots_.size_bytes());
    }
}

} // namespace crossover::bench
