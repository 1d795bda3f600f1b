#pragma once

#include "strategies/batch.hpp"
#include "strategies/concepts.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/stop.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>

/// What the strategies on an event loop share: how a batch begins, is cancelled from outside, and
/// ends.
namespace crossover::strategies {

/// Cancels the batch of a loop when a stop is requested, from whatever thread.
template <class Loop>
class cancel_on_stop {
public:
    cancel_on_stop(Loop& loop, const std::stop_token* stop) : loop_(loop) {
        if constexpr (cancellable_loop<Loop>) {
            if (stop != nullptr) {
                callback_.emplace(*stop, request{&loop});
            }
        }
    }
    cancel_on_stop(const cancel_on_stop&) = delete;
    cancel_on_stop& operator=(const cancel_on_stop&) = delete;

    /// A request that came at the very end must not reach the next batch.
    ~cancel_on_stop() {
        if constexpr (cancellable_loop<Loop>) {
            if (callback_) {
                callback_.reset();
                loop_.forget_cancel();
            }
        }
    }

private:
    struct request {
        Loop* loop;
        void operator()() const noexcept { loop->request_cancel(); }
    };
    Loop& loop_;
    std::optional<std::stop_callback<request>> callback_;
};

/// Turns the loop until all has ended. A batch that is stopped may have refused tasks, which the
/// loop tells by `cancelled`: the batch says so in its own words.
template <class Loop, class W>
void turn(Loop& loop, const tasks_of<W>& tasks) {
    try {
        loop.run();
    } catch (const coro::cancelled&) {
        if (!tasks.stopped()) {
            throw;
        }
    }
}

/// Calls `spawn_all()`, turns the loop until all has ended, and throws what the batch must throw.
/// Should `spawn_all` throw, what it has spawned is cancelled and awaited first.
template <class Loop, class W, class SpawnAll>
void run_on(Loop& loop, const tasks_of<W>& tasks, SpawnAll spawn_all) {
    {
        const cancel_on_stop<Loop> stopping(loop, tasks.stop());
        try {
            spawn_all();
        } catch (...) {
            loop.cancel();
            try {
                loop.run();
            } catch (
                ...) { // NOLINT(bugprone-empty-catch): what broke the batch is on its way already
            }
            throw;
        }
        turn(loop, tasks);
    }
    tasks.throw_if_stopped();
}

/// Task i as a coroutine, with the slot that `held` keeps until its frame goes: on success, error
/// and cancellation alike, and when a cancelled loop drops the task before it started. A task of
/// several steps awaits as often as it waits.
template <class Loop, class W, class Held>
typename Loop::coroutine run_holding(Loop& loop, const tasks_of<W>& tasks, std::size_t i,
                                     Held held) {
    try {
        tasks.begin(i);
        if constexpr (tasks_of<W>::is_stepped) {
            std::uint64_t carried = tasks.before_steps(i);
            for (std::size_t step = 0; step < tasks.steps(); ++step) {
                if (tasks.waits_in(step)) {
                    carried =
                        combine(carried, co_await loop.wait(tasks.wait(i, step), held.slot_of(i)));
                } else {
                    carried = tasks.compute(i, step, carried);
                }
            }
            tasks.store(i, carried);
        } else if constexpr (tasks_of<W>::waits) {
            tasks.finish(i, co_await loop.wait(tasks.wait(i), held.slot_of(i)));
        } else {
            tasks.finish(i, 0);
        }
    } catch (...) {
        tasks.fail(i);
    }
    co_return;
}

/// Spawns `start(i)` for each task i until a stop is requested.
template <class Loop, class W, class Start>
void spawn_each(Loop& loop, const tasks_of<W>& tasks, Start start) {
    for (std::size_t i = 0; i < tasks.count() && !tasks.stopped(); ++i) {
        loop.spawn(start(i));
    }
}

} // namespace crossover::strategies
