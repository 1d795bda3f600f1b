#pragma once

#include "strategies/arrival_gate.hpp"
#include "strategies/concepts.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/free_slots.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/offload_processes.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <atomic>
#include <coroutine>
#include <exception>
#include <string_view>
#include <type_traits>
#include <utility>

namespace crossover::strategies {

/// Coroutines on one event loop that hand what would hold the loop to a pool of `limit` threads, as
/// `asyncio.to_thread` and `run_in_executor` do: computing always, and a wait that the loop cannot
/// await. Or to a pool of `limit` processes (offload_processes.hpp).
struct offload {
    static constexpr std::string_view name = "offload";
    static constexpr int rank = 70;

    /// Every task may wait on the loop at once; `limit` bounds the threads. Where the queue is
    /// bounded, so are those that are there, wherever they are.
    static constexpr std::size_t limit(const batch_size& s) noexcept {
        const auto all = most_present(s);
        return s.queue ? std::min(all, served(s) + *s.queue) : all;
    }

    /// Where the queue is bounded: what is beyond the threads stands in line, wherever it is.
    static constexpr std::size_t served(const batch_size& s) noexcept { return pool_width(s); }

    /// All computing is the pool's.
    static constexpr std::size_t computing(const batch_size& s) noexcept { return pool_width(s); }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        const auto width = pool_width(s);
        if constexpr (offloads_to_processes<E>) {
            constexpr bool on_loop = loop_for<typename E::offload_loop, Wait>;
            return for_processes<typename E::offload_processes>(width, on_loop ? limit(s) : 0,
                                                                on_loop ? 0 : width);
        } else {
            return {.threads = 1 + loop_threads<E, Wait>() + width,
                    .slots = loop_for<typename E::loop, Wait> ? limit(s) : width};
        }
    }

    template <class E>
    static constexpr bool fits = requires {
        requires remote_loop<typename E::loop>;
        requires posting_pool<typename E::offload_pool>;
    } || offloads_to_processes<E>;
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait> || requires {
        requires loop_for<typename E::loop, Wait>;
    } || requires { requires loop_for<typename E::offload_loop, Wait>; };

    template <class E>
    static constexpr bool takes_arrivals =
        !offloads_to_processes<E> && requires { requires arrival_loop<typename E::loop>; };

    /// Awaits a call that runs on a thread of the pool; rethrows what it throws, and what the pool
    /// throws that does not take it. When the task is cancelled meanwhile, or the pool shut down by
    /// `shutdown_mode::cancel`, a call that has not started never does and `cancelled` is thrown;
    /// one that runs goes on to its end.
    template <class Loop, class Pool, class Call>
    class on_pool : public coro::pending {
    public:
        on_pool(Loop& loop, Pool& pool,
                Call call) noexcept(std::is_nothrow_move_constructible_v<Call>)
            : loop_(loop), pool_(pool), call_(std::move(call)) {}

        [[nodiscard]] static bool await_ready() noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> continued) noexcept {
            coro::scope* const owner = continued.promise().owner();
            if (owner != nullptr) {
                if (owner->is_cancelled()) {
                    failure_ = std::make_exception_ptr(coro::cancelled{});
                    return false;
                }
                owner->add(*this);
            }
            back_.handle = continued;
            return submit();
        }
        void await_resume() {
            unlink();
            if (failure_) {
                std::rethrow_exception(failure_);
            }
        }

        void cancel() noexcept override { withdrawn_.store(true, std::memory_order_relaxed); }

    private:
        /// What the pool is given.
        struct posted {
            on_pool* call;
            void operator()(std::size_t worker) const noexcept { call->run(worker); }
            void drop() const noexcept {
                call->failure_ = std::make_exception_ptr(coro::cancelled{});
                call->hand_back();
            }
        };

        /// False when the pool refuses the call: then the task goes on at once, and throws.
        bool submit() noexcept {
            loop_.stay_started();
            try {
                if constexpr (requires { pool_.post(posted{this}); }) {
                    pool_.post(posted{this}); // a loop has others to see to
                } else {
                    pool_.submit(posted{this});
                }
                return true;
            } catch (...) {
                failure_ = std::current_exception();
            }
            loop_.stay_refused();
            return false;
        }

        /// On a thread of the pool.
        void run(std::size_t worker) noexcept {
            try {
                if (withdrawn_.load(std::memory_order_relaxed)) {
                    throw coro::cancelled{};
                }
                call_(worker);
            } catch (...) {
                failure_ = std::current_exception();
            }
            hand_back(); // the frame may be gone from here on
        }

        /// While more calls wait for a thread, another end follows soon, and the loop may take
        /// several at a time: what is awaited alone comes back at once.
        void hand_back() noexcept {
            if constexpr (requires { pool_.has_waiting(); }) {
                loop_.post(back_, [&pool = pool_] { return pool.has_waiting(); });
            } else {
                loop_.post(back_);
            }
        }

        Loop& loop_;
        Pool& pool_;
        Call call_;
        std::exception_ptr failure_;
        std::atomic<bool> withdrawn_ = false;
        coro::ready_node back_; ///< its own: the other one stands in the scope's list, which is the
                                ///< loop's thread's alone
    };

    template <class E, class W>
    class thread_contender final : public runner {
    public:
        using loop_type = typename E::loop;
        using pool_type = typename E::offload_pool;
        static constexpr bool on_loop = loop_for<loop_type, typename W::wait_type>;

        thread_contender(const W& work, const batch_size& s)
            : runner(s),
              work_(work),
              most_(limit(s)),
              pool_(std::max<std::size_t>(std::min(s.limit, s.tasks), 1)) {
            if constexpr (on_loop) {
                loop_.open(work.endpoint(), most_);
            } else {
                waits_.open(work.endpoint(), pool_.width());
            }
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            if constexpr (arrival_loop<loop_type>) {
                if (b.arrivals != nullptr) {
                    run_open(tasks, *b.arrivals);
                    return;
                }
            }
            run_on(loop_, tasks, [&] {
                spawn_each(loop_, tasks,
                           [&](std::size_t i) { return run_task(tasks, i, own_slot{}); });
            });
            pool_.drain(); // the last task's thread may still be on its way out
        }

        bool run_watched(const batch& b, lag_log& lag) override {
            return run_beside_heartbeat(*this, loop_, b, lag);
        }

    private:
        /// Starts each task as it arrives, however many are in flight.
        void run_open(const tasks_of<W>& tasks, arrival_plan& plan)
            requires arrival_loop<loop_type>
        {
            free_slots slots(std::min(tasks.count(), most_));
            {
                arrival_gate gate(loop_, plan);
                run_on(loop_, tasks,
                       [&] { loop_.spawn(start_as_they_arrive(tasks, gate, slots)); });
            }
            pool_.drain();
        }

        typename loop_type::coroutine start_as_they_arrive(const tasks_of<W>& tasks, auto& gate,
                                                           free_slots& slots) {
            for (std::size_t i = 0; i < tasks.count() && !tasks.stopped(); ++i) {
                co_await gate.next(i);
                if (!gate.has_refused(i)) {
                    loop_.spawn(run_task(tasks, i, free_slots::lease(slots)));
                }
            }
        }

        template <class Held>
        typename loop_type::coroutine run_task(const tasks_of<W>& tasks, std::size_t i, Held held) {
            if constexpr (on_loop && tasks_of<W>::is_stepped) {
                try {
                    tasks.begin(i);
                    std::uint64_t carried = tasks.before_steps(i);
                    for (std::size_t step = 0; step < tasks.steps(); ++step) {
                        if (tasks.waits_in(step)) {
                            carried = combine(
                                carried, co_await loop_.wait(tasks.wait(i, step), held.slot_of(i)));
                            continue;
                        }
                        on_pool computing(loop_, pool_, [&tasks, &carried, i, step](std::size_t) {
                            tasks.throw_if_stopped();
                            carried = tasks.compute(i, step, carried);
                        });
                        co_await computing;
                    }
                    tasks.store(i, carried);
                } catch (...) {
                    tasks.fail(i);
                }
            } else if constexpr (on_loop) {
                try {
                    tasks.begin(i);
                    std::uint64_t answer = 0;
                    if constexpr (tasks_of<W>::waits) {
                        answer = co_await loop_.wait(tasks.wait(i), held.slot_of(i));
                    }
                    on_pool computing(loop_, pool_, [&tasks, i, answer](std::size_t /*worker*/) {
                        tasks.throw_if_stopped(); // what has not started does not start
                        tasks.finish(i, answer);
                    });
                    co_await computing;
                } catch (...) {
                    tasks.fail(i);
                }
            } else {
                on_pool blocking(loop_, pool_, [this, &tasks, i](std::size_t worker) {
                    tasks.throw_if_stopped();
                    tasks.run_blocking(waits_, i, worker);
                });
                co_await blocking;
            }
        }

        const W& work_;
        const std::size_t most_; ///< in flight
        typename E::blocking waits_;
        loop_type loop_;
        pool_type pool_;
    };

    template <class E, class W>
    using contender = std::conditional_t<offloads_to_processes<E>, process_offload_contender<E, W>,
                                         thread_contender<E, W>>;
};

CROSSOVER_STRATEGY(offload)

} // namespace crossover::strategies
