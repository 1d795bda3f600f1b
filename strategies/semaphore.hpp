#pragma once

#include "strategies/arrival_gate.hpp"
#include "strategies/concepts.hpp"
#include "strategies/free_slots.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"
#include "strategies/shared_slots.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

namespace crossover::strategies {

/// Coroutines on one event loop, at most `limit` of them in flight: `asyncio.Semaphore`.
///
/// One coroutine acquires a permit for each task and only then starts it, so that no more than
/// `limit` frames exist at once.
struct semaphore {
    static constexpr std::string_view name = "semaphore";
    static constexpr int rank = 50;

    static constexpr std::size_t limit(const batch_size& s) noexcept {
        return std::min(s.limit, s.tasks);
    }

    template <class E>
    static constexpr std::size_t computing_on(const batch_size& s) noexcept {
        return computing_on_loop<typename E::loop>(limit(s));
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return {.threads = 1 + loop_threads<E, Wait>(), .slots = limit(s)};
    }

    template <class E>
    static constexpr bool fits = requires { requires event_loop<typename E::loop>; };
    template <class E, class Wait>
    static constexpr bool awaits = loop_for<typename E::loop, Wait>;

    template <class E>
    static constexpr bool takes_arrivals = arrival_loop<typename E::loop>;

    template <class E, class W>
    class contender final : public runner {
    public:
        using loop_type = typename E::loop;
        using coroutine = typename loop_type::coroutine;

        contender(const W& work, const batch_size& s)
            : runner(s), work_(work), permits_(loop_, limit(s)), slots_(limit(s)) {
            loop_.open(work.endpoint(), limit(s));
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            if constexpr (arrival_loop<loop_type>) {
                if (b.arrivals != nullptr) {
                    arrival_gate gate(loop_, *b.arrivals);
                    run_on(loop_, tasks, [&] { loop_.spawn(start_as_they_arrive(tasks, gate)); });
                    return;
                }
            }
            run_on(loop_, tasks, [&] { loop_.spawn(start_all(tasks)); });
        }

        bool run_watched(const batch& b, lag_log& lag) override {
            return run_beside_heartbeat(*this, loop_, b, lag);
        }

    private:
        /// A permit and its slot, given back when the task's frame goes: on success, error and
        /// cancellation alike, and when a cancelled loop drops the task before it started.
        class lease {
        public:
            explicit lease(contender& owner) noexcept
                : owner_(&owner), slot_(owner.slots_.take()) {}
            lease(lease&& other) noexcept
                : owner_(std::exchange(other.owner_, nullptr)), slot_(other.slot_) {}
            lease& operator=(lease&&) = delete;
            ~lease() {
                if (owner_ != nullptr) {
                    owner_->slots_.give_back(slot_);
                    owner_->permits_.release();
                }
            }
            [[nodiscard]] std::size_t slot_of(std::size_t /*task*/) const noexcept { return slot_; }

        private:
            contender* owner_;
            std::size_t slot_;
        };

        coroutine start_all(const tasks_of<W>& tasks) {
            for (std::size_t i = 0; i < tasks.count() && !tasks.stopped(); ++i) {
                co_await permits_.acquire();
                loop_.spawn(run_holding(loop_, tasks, i, lease(*this)));
            }
        }

        /// Those that have arrived and find no permit stand in line.
        coroutine start_as_they_arrive(const tasks_of<W>& tasks, auto& gate) {
            for (std::size_t i = 0; i < tasks.count() && !tasks.stopped(); ++i) {
                co_await gate.next(i);
                if (gate.has_refused(i)) {
                    continue;
                }
                co_await permits_.acquire();
                loop_.spawn(run_holding(loop_, tasks, i, lease(*this)));
            }
        }

        const W& work_;
        loop_type loop_;
        typename loop_type::semaphore permits_;
        std::conditional_t<parallel_loop<loop_type>, shared_slots, free_slots> slots_;
    };
};

CROSSOVER_STRATEGY(semaphore)

} // namespace crossover::strategies
