#pragma once

#include "strategies/concepts.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <string_view>

namespace crossover::strategies {

/// One task after another, on the calling thread: what everything else is compared with.
struct sequential {
    static constexpr std::string_view name = "sequential";
    static constexpr int rank = 30;

    static constexpr std::size_t limit(const batch_size& /*s*/) noexcept { return 1; }

    template <class E, class Wait>
    static resources needs(const batch_size& /*s*/) {
        return {};
    }

    template <class E>
    static constexpr bool fits = requires { requires E::runs_sequentially; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E>
    static constexpr bool takes_arrivals = true;

    /// Its one thread learns of a request when it takes it.
    static constexpr bool can_refuse = false;

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const batch_size& s) : runner(s), work_(work) {
            waits_.open(work.endpoint(), 1);
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            const arrival_plan* const arrivals = b.arrivals;
            for (std::size_t i = 0, all = b.tasks; i < all && !tasks.stopped(); ++i) {
                if (arrivals != nullptr) [[unlikely]] {
                    await_arrival(*arrivals, i);
                }
                tasks.run_blocking(waits_, i, 0);
            }
            tasks.throw_if_stopped();
        }

    private:
        const W& work_;
        typename E::blocking waits_;
    };
};

CROSSOVER_STRATEGY(sequential)

} // namespace crossover::strategies
