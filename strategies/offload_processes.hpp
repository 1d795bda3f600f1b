#pragma once

#include "strategies/concepts.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/process_call.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

namespace crossover::strategies {

template <class E>
concept offloads_to_processes = requires {
    requires watching_loop<typename E::offload_loop>;
    requires posting_process_pool<typename E::offload_processes>;
};

/// Awaits a call that runs in a worker process; yields its digest, or rethrows what it threw. When
/// the task is cancelled meanwhile, a call that has not started never does, and one that runs goes
/// on to its end.
template <class Loop, class Pool>
class on_process : public coro::pending, private posted_call {
public:
    on_process(Loop& loop, Pool& pool, std::size_t task, std::uint64_t of_wait) noexcept
        : loop_(loop), pool_(pool) {
        index = task;
        answer = of_wait;
        ended = [](posted_call& call) noexcept {
            auto& self = static_cast<on_process&>(call);
            self.loop_.work_finished();
            self.unlink();
            self.loop_.ready().push(self);
        };
    }

    [[nodiscard]] static bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> continued) {
        handle = continued;
        coro::scope* const owner = continued.promise().owner();
        if (owner != nullptr) {
            if (owner->is_cancelled()) {
                throw coro::cancelled{};
            }
            owner->add(*this); // before: a death that is seen meanwhile ends it
        }
        try {
            pool_.submit(*this);
        } catch (...) {
            unlink();
            throw; // out of the co_await
        }
        loop_.work_started(); // counted before the loop looks again
    }
    [[nodiscard]] std::uint64_t await_resume() const {
        if (failure) {
            std::rethrow_exception(failure);
        }
        return left.digest;
    }

    void cancel() noexcept override { pool_.withdraw(*this); }

private:
    Loop& loop_;
    Pool& pool_;
};

/// Coroutines on one event loop that hand what would hold the loop to a pool of `limit` processes.
/// The loop itself watches the pool: no thread stands between them.
template <class E, class W>
class process_offload_contender final : public runner {
public:
    using loop_type = typename E::offload_loop;
    using pool_type = typename E::offload_processes;
    static constexpr bool on_loop = loop_for<loop_type, typename W::wait_type>;

    process_offload_contender(const W& work, const batch_size& s)
        : runner(s),
          work_(work),
          pool_(std::max<std::size_t>(std::min(s.limit, s.tasks), 1),
                [&work] { return worker_body(work); }),
          watch_(loop_.watch(pool_.descriptor(), [this] { pool_.poll(); })) {
        if constexpr (on_loop) {
            loop_.open(work.endpoint(), s.tasks);
        }
    }

    void run(const batch& b) override {
        const tasks_of<W> tasks(work_, b);
        run_on(loop_, tasks, [&] {
            spawn_each(loop_, tasks, [&](std::size_t i) { return run_task(tasks, i); });
        });
    }

    bool run_watched(const batch& b, lag_log& lag) override {
        return run_beside_heartbeat(*this, loop_, b, lag);
    }
    [[nodiscard]] std::vector<pid_t> workers() const override { return pool_.workers(); }
    [[nodiscard]] worker_usage usage() override { return pool_.usage(); }

private:
    static process_body worker_body(const W& work) {
        if constexpr (on_loop) {
            return [&work](const process_call& call) {
                if constexpr (stepped<W>) {
                    const auto steps = work.steps();
                    return outcome{.digest = work.compute_step(call.index / steps,
                                                               call.index % steps, call.answer),
                                   .when = {}};
                } else {
                    return outcome{.digest = work.compute(call.index, call.answer), .when = {}};
                }
            };
        } else {
            auto waits = std::make_shared<typename E::blocking>();
            waits->open(work.endpoint(), 1);
            return
                [&work, waits](const process_call& call) { return run_apart(work, *waits, call); };
        }
    }

    typename loop_type::coroutine run_task(const tasks_of<W>& tasks, std::size_t i) {
        try {
            tasks.begin(i);
            std::uint64_t answer = 0;
            if constexpr (on_loop && tasks_of<W>::is_stepped) {
                const auto steps = tasks.steps();
                answer = tasks.before_steps(i);
                for (std::size_t step = 0; step < steps; ++step) {
                    if (tasks.waits_in(step)) {
                        answer = combine(answer, co_await loop_.wait(tasks.wait(i, step), i));
                        continue;
                    }
                    tasks.throw_if_stopped();
                    on_process computing(loop_, pool_, i * steps + step, answer);
                    answer = co_await computing;
                }
                tasks.store(i, answer);
            } else {
                if constexpr (on_loop && tasks_of<W>::waits) {
                    answer = co_await loop_.wait(tasks.wait(i), i);
                }
                tasks.throw_if_stopped(); // what has not started does not start
                on_process computing(loop_, pool_, i, answer);
                tasks.store(i, co_await computing);
            }
        } catch (...) {
            tasks.fail(i);
        }
    }

    const W& work_;
    pool_type pool_; ///< before the loop: its processes are forked before the loop has descriptors
    loop_type loop_;
    decltype(std::declval<loop_type&>().watch(0, {})) watch_;
};

} // namespace crossover::strategies
