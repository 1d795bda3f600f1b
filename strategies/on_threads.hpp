#pragma once

#include "strategies/batch.hpp"
#include "strategies/first_failure.hpp"
#include "strategies/stop.hpp"

#include <cstddef>
#include <exception>

/// What the strategies on threads share: how a batch fails, is cancelled from outside, and ends.
namespace crossover::strategies {

/// A batch whose tasks run on several threads and block them while they wait. The first failure, or
/// a request to stop, keeps those from starting that have not. Must outlive its tasks. Thread-safe.
template <class W, class Blocking>
class batch_on_threads {
public:
    batch_on_threads(const W& work, Blocking& waits, const batch& b)
        : tasks_(work, b), waits_(waits), stopping_(b.stop, cancel{&failure_}) {}

    /// Runs task i on the calling thread, waiting on a slot that no other has meanwhile.
    void run(std::size_t i, std::size_t slot) noexcept {
        if (failure_.seen()) {
            return;
        }
        try {
            tasks_.run_blocking(waits_, i, slot);
        } catch (...) {
            fail();
        }
    }

    /// In a handler: keeps the failure, unless another came first.
    void fail() noexcept { failure_.set(std::current_exception()); }

    /// True once no further task need start.
    [[nodiscard]] bool is_over() const noexcept { return failure_.seen(); }

    /// Throws what the batch must throw. Precondition: no task is running.
    void rethrow() { failure_.rethrow(); }

private:
    struct cancel {
        first_failure* failure;
        void operator()() const noexcept {
            failure->set(std::make_exception_ptr(batch_cancelled()));
        }
    };

    const tasks_of<W> tasks_;
    Blocking& waits_;
    first_failure failure_;
    on_stop<cancel> stopping_; ///< after what it sets
};

} // namespace crossover::strategies
