#include "engines/posix/process_pool.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/futex.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/posix/worker.hpp"
#include "engines/support/worker_usage.hpp"
#include "strategies/stop.hpp"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace crossover::engines {
namespace {

constexpr std::uint64_t done_tag = 0;
constexpr const char* between_tasks = "between two tasks";
/// While tasks arrive. A look takes 0.3 us of the generator's time.
constexpr std::int64_t look_every_ns = 10'000'000;

} // namespace

shared_memory_pool::shared_memory_pool(std::size_t width, const std::function<process_body()>& make)
    : slots_(width), done_(::eventfd(0, EFD_CLOEXEC)), workers_(width) {
    if (!done_) {
        throw_errno(errno, "preparing a process pool");
    }
    workers_.watch(done_.get(), done_tag);
    shared_[0].width = width;
    shared_[0].left.store(width, std::memory_order_relaxed);
    for (std::size_t worker = 0; worker < width; ++worker) {
        workers_.fork([&] { run_worker(shared_[0], slots_[worker], done_.get(), make); });
    }
    workers_.watch_deaths();
    await_done("while getting ready");
    rethrow_failure(shared_[0]);
}

bool shared_memory_pool::poll_once(int timeout_ms, const char* doing) {
    bool done = false;
    for (const auto& event : workers_.wait(timeout_ms)) {
        if (event.data.u64 >=
            worker_processes::first_death_tag) { // although the others may have done all the work
            report_death(event.data.u64 - worker_processes::first_death_tag, doing);
        }
        std::uint64_t count = 0;
        done = ::read(done_.get(), &count, sizeof count) == sizeof count;
    }
    return done;
}

void shared_memory_pool::await_done(const char* doing) {
    while (!poll_once(-1, doing)) {
    }
}

void shared_memory_pool::report_death(std::size_t worker, const char* doing) {
    // First of all, for it waits until the worker has ended: what the slot holds is the last word.
    const std::string who = workers_.death_text(worker);
    const auto index = slots_[worker].current.load(std::memory_order_relaxed);
    const std::string where =
        index >= 0 ? "while running task " + std::to_string(index) : std::string(doing);
    const std::string why = slots_[worker].cut_off.load(std::memory_order_acquire)
                                ? worker_processes::cut_off_text
                                : "";
    const std::string text = who + why + " " + where + "; the batch was given up";
    why_given_up_ = text;
    workers_.end(); // no task goes on once the caller has the error
    throw error(exit_code::internal, text);
}

void shared_memory_pool::run(const batch& b) {
    if (!usable()) {
        throw std::logic_error(worker_processes::given_up_text(why_given_up_));
    }
    if (b.tasks == 0) {
        return;
    }
    // The others could end the batch without one that is dead, but not at the limit that was asked
    // for.
    poll_once(0, "between two batches");
    await_asleep(); // nobody still draws from the counters of the batch before
    pool_control& control = shared_[0];
    control.current = b;
    control.current.stop = nullptr; // the parent's alone
    control.next.store(0, std::memory_order_relaxed);
    control.left.store(b.tasks, std::memory_order_relaxed);
    control.asleep.store(0, std::memory_order_relaxed);
    forget_failure(control);
    const auto cancel = [&control]() noexcept {
        control.failing.store(true, std::memory_order_release);
    };
    const on_stop stopping(b.stop, cancel);
    control.round.fetch_add(1, std::memory_order_release);
    futex_wake(control.round, INT_MAX, futex_reach::shared);
    bool done = false;
    if (b.arrivals != nullptr) {
        done = let_tasks_arrive(*b.arrivals);
    }
    if (!done) {
        await_done(between_tasks);
    }
    rethrow_failure(control);
    if (b.stop != nullptr && b.stop->stop_requested()) {
        throw batch_cancelled();
    }
}

/// Between two arrivals it looks for a worker that has died, and throws when no more is let go: a
/// source of arrivals lets nothing through. True when all tasks have ended.
bool shared_memory_pool::let_tasks_arrive(arrival_plan& plan) {
    bool done = false;
    std::exception_ptr death;
    auto looked_ns = now_ns();
    const auto look = [&] {
        if (const auto now = now_ns(); !death && now - looked_ns > look_every_ns) {
            looked_ns = now;
            try {
                done = poll_once(0, between_tasks) || done;
            } catch (...) {
                death = std::current_exception();
            }
        }
        return done || death || shared_[0].failing.load(std::memory_order_acquire);
    };
    let_arrive_for_takers(plan, look);
    if (death) {
        std::rethrow_exception(death);
    }
    return done;
}

void shared_memory_pool::await_asleep() {
    while (usable() && shared_[0].asleep.load(std::memory_order_acquire) < width()) {
        poll_once(
            0, "after a batch"); // should one have died meanwhile, waiting for it would never end
        std::this_thread::yield();
    }
}

worker_usage shared_memory_pool::usage() {
    await_asleep();
    worker_usage sum;
    for (const auto& slot : slots_.values()) {
        add_usage(sum, slot.used);
    }
    return sum;
}

} // namespace crossover::engines
