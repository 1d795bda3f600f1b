#include "engines/posix/worker.hpp"

#include "base/futex.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/support/guided_schedule.hpp"
#include "engines/support/worker_usage.hpp"

#include <cerrno>
#include <cstdint>
#include <unistd.h>

namespace crossover::engines {
namespace {

/// Reports `count` ends; the last of all wakes the parent. Where it cannot, it ends the worker: the
/// parent sees that, and would wait for ever otherwise.
void report_ends(pool_control& control, worker_slot& slot, std::size_t count, int done) noexcept {
    if (count == 0 || control.left.fetch_sub(count, std::memory_order_acq_rel) != count) {
        return;
    }
    const std::uint64_t one = 1;
    while (::write(done, &one, sizeof one) < 0) {
        if (errno != EINTR) {
            slot.cut_off.store(true, std::memory_order_release);
            ::_exit(1);
        }
    }
}

/// Task `call.index` of the batch.
void run_task(const batch& b, const process_call& call, const process_body& body) {
    const std::size_t i = call.index;
    try {
        const outcome left = body(call);
        b.results[i] = left.digest;
        if (b.stamps != nullptr) {
            b.stamps[i] = left.when;
        }
    } catch (...) {
        if (b.failures == nullptr) {
            throw;
        }
        b.failures[i].keep_current();
    }
    if (b.arrivals != nullptr) {
        b.arrivals->end(i);
    }
}

/// Draws and runs tasks until none is left. Ends are counted locally and reported once.
void run_batch(pool_control& control, worker_slot& slot, const process_body& body,
               int done) noexcept {
    const batch b = control.current;
    guided_schedule draw(control.next, b.tasks, control.width);
    process_call call{.stamped = b.stamps != nullptr, .salt = b.salt};
    std::size_t ended = 0;
    const auto next = [&]() noexcept -> guided_schedule::range {
        if (b.arrivals == nullptr) {
            return draw.take();
        }
        const auto one = b.arrivals->take(ended); // with those that were refused
        return one ? guided_schedule::range{*one, *one + 1} : guided_schedule::range{};
    };
    for (auto drawn = next(); !drawn.empty(); drawn = next()) {
        for (std::size_t i = drawn.first; i < drawn.last; ++i) {
            slot.current.store(static_cast<std::int64_t>(i), std::memory_order_relaxed);
            if (!control.failing.load(std::memory_order_relaxed)) {
                call.index = i;
                guarded(control, [&] { run_task(b, call, body); });
            }
        }
        ended += drawn.last - drawn.first;
    }
    slot.current.store(-1, std::memory_order_relaxed);
    report_ends(control, slot, ended, done);
}

} // namespace

void run_worker(pool_control& control, worker_slot& slot, int done,
                const std::function<process_body()>& make) noexcept {
    process_body body;
    guarded(control, [&] { body = make(); });
    report_ends(control, slot, 1, done);

    for (std::uint32_t seen = 0;;) { // until the parent kills it
        slot.used = usage_with_children();
        control.asleep.fetch_add(1, std::memory_order_release);
        while (control.round.load(std::memory_order_acquire) == seen) {
            futex_wait(control.round, seen, futex_reach::shared);
        }
        seen = control.round.load(std::memory_order_acquire);
        run_batch(control, slot, body, done);
    }
}

} // namespace crossover::engines
