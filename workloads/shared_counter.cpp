#include "workloads/shared_counter.hpp"

#include "base/error.hpp"
#include "workloads/support/thread_number.hpp"

#include <mutex>
#include <string>

namespace crossover::workloads {

std::uint64_t shared_counter::compute(std::size_t i, std::uint64_t /*answer*/,
                                      std::uint64_t salt) const noexcept {
    shared& s = *shared_;
    switch (protection_) {
    case protection::none:
        note_thread();
        for (std::int64_t k = 0; k < increments_;
             ++k) { // what `++total` is; as atomics, losing one is no undefined behaviour
            s.total.store(s.total.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        }
        break;
    case protection::atomic:
        for (std::int64_t k = 0; k < increments_; ++k) {
            s.total.fetch_add(1, std::memory_order_relaxed);
        }
        break;
    case protection::lock:
        for (std::int64_t k = 0; k < increments_; ++k) {
            const std::scoped_lock held(s.mutex);
            ++s.guarded_total;
        }
        break;
    case protection::queue:
        for (std::int64_t k = 0; k < increments_; ++k) {
            s.lane.post(1,
                        [&s](std::uint64_t increment) noexcept { s.guarded_total += increment; });
        }
        break;
    }
    return mix(i ^ salt);
}

void shared_counter::note_thread() const noexcept {
    const pid_t me = thread_number();
    pid_t first = 0;
    if (!shared_->first_thread.compare_exchange_strong(first, me, std::memory_order_relaxed) &&
        first != me) {
        shared_->several_threads.store(true, std::memory_order_relaxed);
    }
}

void shared_counter::begin_batch() const noexcept {
    shared_->total.store(0, std::memory_order_relaxed);
    shared_->guarded_total = 0;
    shared_->first_thread.store(0, std::memory_order_relaxed);
    shared_->several_threads.store(false, std::memory_order_relaxed);
}

void shared_counter::end_batch(std::size_t tasks) const {
    const std::uint64_t wanted = tasks * static_cast<std::uint64_t>(increments_);
    const std::uint64_t found =
        shared_->total.load(std::memory_order_relaxed) + shared_->guarded_total;
    if (shared_->several_threads.load(std::memory_order_relaxed)) {
        throw unfit("it ran tasks on several threads or processes without protection: " +
                    std::to_string(wanted - found) + " of " + std::to_string(wanted) +
                    " increments were lost; choose another protection");
    }
    if (found != wanted) {
        throw error(exit_code::invalid_measurement,
                    "the shared total is " + std::to_string(found) + " after " +
                        std::to_string(wanted) + " increments under protection " +
                        std::string(protections[static_cast<std::size_t>(protection_)]));
    }
}

} // namespace crossover::workloads
