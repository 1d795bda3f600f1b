#pragma once

#include "strategies/arrival_gate.hpp"
#include "strategies/concepts.hpp"
#include "strategies/free_slots.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <string_view>

namespace crossover::strategies {

/// The loop on which an engine gathers: its event loop, or one that can do nothing else.
template <class E>
struct gathering {};
template <class E>
    requires requires { typename E::loop; } && (!requires { typename E::gather_loop; })
struct gathering<E> {
    using loop = typename E::loop;
};
template <class E>
    requires requires { typename E::gather_loop; }
struct gathering<E> {
    using loop = typename E::gather_loop;
};

/// Every task is a coroutine on one event loop, all of them started at once: `asyncio.gather`.
struct gather {
    static constexpr std::string_view name = "gather";
    static constexpr int rank = 40;

    static constexpr std::size_t limit(const batch_size& s) noexcept { return most_present(s); }

    template <class E>
    static constexpr std::size_t computing_on(const batch_size& s) noexcept {
        return computing_on_loop<typename gathering<E>::loop>(limit(s));
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return {.threads = 1 + loop_threads<E, Wait>(), .slots = limit(s)};
    }

    template <class E>
    static constexpr bool fits = requires { requires event_loop<typename gathering<E>::loop>; };
    template <class E, class Wait>
    static constexpr bool awaits = loop_for<typename gathering<E>::loop, Wait>;

    template <class E>
    static constexpr bool takes_arrivals = arrival_loop<typename gathering<E>::loop>;

    template <class E, class W>
    class contender final : public runner {
    public:
        using loop_type = typename gathering<E>::loop;

        contender(const W& work, const batch_size& s) : runner(s), work_(work), most_(limit(s)) {
            loop_.open(work.endpoint(), most_);
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            if constexpr (arrival_loop<loop_type>) {
                if (b.arrivals != nullptr) {
                    run_open(tasks, *b.arrivals);
                    return;
                }
            }
            const context c{loop_, tasks};
            run_on(loop_, tasks,
                   [&] { spawn_each(loop_, tasks, [&c](std::size_t i) { return start(c, i); }); });
        }

        bool run_watched(const batch& b, lag_log& lag) override {
            return run_beside_heartbeat(*this, loop_, b, lag);
        }

    private:
        struct context {
            loop_type& loop;
            const tasks_of<W>& tasks;
        };

        static typename loop_type::coroutine start(const context& c, std::size_t i) {
            if constexpr (tasks_of<W>::is_stepped) {
                return run_holding(c.loop, c.tasks, i, own_slot{});
            } else {
                return run_task(c, i);
            }
        }

        /// Starts each task as it arrives, however many are in flight.
        void run_open(const tasks_of<W>& tasks, arrival_plan& plan)
            requires arrival_loop<loop_type>
        {
            free_slots slots(std::min(tasks.count(), most_));
            arrival_gate gate(loop_, plan);
            run_on(loop_, tasks, [&] { loop_.spawn(start_as_they_arrive(tasks, gate, slots)); });
        }

        typename loop_type::coroutine start_as_they_arrive(const tasks_of<W>& tasks, auto& gate,
                                                           free_slots& slots) {
            for (std::size_t i = 0; i < tasks.count() && !tasks.stopped(); ++i) {
                co_await gate.next(i);
                if (!gate.has_refused(i)) {
                    loop_.spawn(run_holding(loop_, tasks, i, free_slots::lease(slots)));
                }
            }
        }

        /// What a frame holds, a million may hold at once: so two words of arguments, and no
        /// variable across the wait.
        static typename loop_type::coroutine run_task(const context& c, std::size_t i) {
            try {
                c.tasks.begin(i);
                if constexpr (tasks_of<W>::waits) {
                    c.tasks.finish(i, co_await c.loop.wait(c.tasks.wait(i),
                                                           i)); // task i has slot i for itself
                } else {
                    c.tasks.finish(i, 0);
                }
            } catch (...) {
                c.tasks.fail(i);
            }
            co_return;
        }

        const W& work_;
        const std::size_t most_; ///< in flight
        loop_type loop_;
    };
};

CROSSOVER_STRATEGY(gather)

} // namespace crossover::strategies
