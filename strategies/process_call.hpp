#pragma once

#include "base/clock.hpp"
#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <span>

namespace crossover {

/// What a worker process is asked to do.
struct process_call {
    std::size_t index = 0;
    std::uint64_t answer = 0; ///< of the task's wait, when the caller has waited for it; else 0
    bool stamped = false; ///< fill in `outcome::when`
    std::optional<std::uint64_t> salt =
        {}; ///< of the batch, where the pool has it at hand; else the workload knows it
    std::span<const std::byte> argument =
        {}; ///< what parcel::pack wrote; empty when nothing is shipped
    std::span<std::byte> result = {}; ///< goes to parcel::unpack; empty when nothing is shipped
};

/// What a worker process does with a call: made in the worker, after the fork.
using process_body = std::function<outcome(const process_call&)>;

/// What a call is when its worker has nothing shipped: runs the task from begin to end on the
/// calling thread, which blocks while the task waits.
template <class W, class Blocking>
outcome run_apart(const W& work, Blocking& waiter, const process_call& call) {
    outcome left;
    if (call.stamped) {
        left.when.started_ns = now_ns();
    }
    if constexpr (stepped<W>) {
        left.digest = run_steps(work, waiter, call.index, 0);
    } else {
        const std::uint64_t answer = waiter.wait(work.wait(call.index), 0);
        left.digest = call.salt ? compute_salted(work, call.index, answer, *call.salt)
                                : work.compute(call.index, answer);
    }
    if (call.stamped) {
        left.when.ended_ns = now_ns();
    }
    return left;
}

/// Bytes that travel with each call and its outcome, for a pool that ships them. Every task's are
/// of the same size. Both functions run in the parent.
struct parcel {
    std::size_t argument_bytes = 0;
    std::size_t result_bytes = 0;
    std::function<void(std::size_t, std::span<std::byte>)> pack; ///< writes the argument of task i
    std::function<std::uint64_t(std::size_t, std::span<const std::byte>)>
        unpack; ///< reads the result of task i, yields its digest
};

/// A call that was posted to a pool of processes, and that somebody waits for. It must stay where
/// it is until `ended` is called.
struct posted_call {
    std::size_t index = 0;
    std::uint64_t answer = 0;
    outcome left;
    std::exception_ptr failure;
    bool withdrawn = false; ///< who waits for it wants it no more: the pool's
    void (*ended)(posted_call&) noexcept = nullptr; ///< must not call the pool
};

} // namespace crossover
