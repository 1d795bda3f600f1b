#include "engines/posix/worker.hpp"

#include "base/futex.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/support/guided_schedule.hpp"
#include "engines/support/worker_usage.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crossover::engines {
namespace {

/// The parent's eventfd, as the worker has it.
class bell {
public:
    explicit bell(int descriptor) noexcept : descriptor_(descriptor), kind_(kind_now()) {}

    /// False where a task has closed it, and a file, pipe or socket has its number now: that is not
    /// to be written into. Another eventfd is not told apart.
    [[nodiscard]] bool ring() const noexcept {
        if (kind_now() != kind_) {
            return false;
        }
        const std::uint64_t one = 1;
        while (::write(descriptor_, &one, sizeof one) < 0) {
            if (errno != EINTR) {
                return false;
            }
        }
        return true;
    }

private:
    /// Of what the kernel keeps under one number for eventfds and their like, and under another for
    /// each file, pipe and socket.
    [[nodiscard]] std::pair<dev_t, ino_t> kind_now() const noexcept {
        struct stat now {};
        return ::fstat(descriptor_, &now) == 0 ? std::pair(now.st_dev, now.st_ino)
                                               : std::pair<dev_t, ino_t>();
    }

    int descriptor_;
    std::pair<dev_t, ino_t> kind_;
};

/// Reports `count` ends; the last of all wakes the parent. Where it cannot, it ends the worker: the
/// parent sees that, and would wait for ever otherwise.
void report_ends(pool_control& control, worker_slot& slot, std::size_t count,
                 const bell& done) noexcept {
    if (count == 0 || control.left.fetch_sub(count, std::memory_order_acq_rel) != count) {
        return;
    }
    if (!done.ring()) {
        slot.cut_off.store(true, std::memory_order_release);
        ::_exit(1);
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
               const bell& done) noexcept {
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

void run_worker(pool_control& control, worker_slot& slot, int done_fd,
                const std::function<process_body()>& make) noexcept {
    const bell done(done_fd);
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
