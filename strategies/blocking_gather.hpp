#pragma once

#include "strategies/concepts.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <string_view>

namespace crossover::strategies {

/// The mistake: coroutines on an event loop that wait with a call that blocks. While one waits, the
/// loop stands still.
struct blocking_gather {
    static constexpr std::string_view name = "blocking_gather";
    static constexpr int rank = 60;
    static constexpr bool is_mistake = true;

    /// One: whoever waits holds the only thread.
    static constexpr std::size_t limit(const batch_size& /*s*/) noexcept { return 1; }

    template <class E, class Wait>
    static resources needs(const batch_size& /*s*/) {
        return {.threads = 1 + loop_threads<E, Wait>()};
    }

    template <class E>
    static constexpr bool fits = requires {
        requires event_loop<typename E::loop>;
        typename E::blocking;
    };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const batch_size& s) : runner(s), work_(work) {
            waits_.open(work.endpoint(), 1);
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

    private:
        typename E::loop::coroutine run_task(const tasks_of<W>& tasks, std::size_t i) {
            tasks.run_blocking(waits_, i, 0);
            co_return;
        }

        const W& work_;
        typename E::blocking waits_;
        typename E::loop loop_;
    };
};

CROSSOVER_STRATEGY(blocking_gather)

} // namespace crossover::strategies
