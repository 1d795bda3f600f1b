#pragma once

#include "strategies/concepts.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <string_view>

namespace crossover::strategies {

/// A new process for every task, at most `limit` at once: the naive way, as a lesson.
struct fork_per_task {
    static constexpr std::string_view name = "fork_per_task";
    static constexpr int rank = 20;
    static constexpr bool is_mistake = true;

    static constexpr std::size_t limit(const batch_size& s) noexcept {
        return std::min(s.limit, s.tasks);
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return for_processes<typename E::task_processes>(pool_width(s), pool_width(s), 0);
    }

    template <class E>
    static constexpr bool fits = requires { typename E::task_processes; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const batch_size& s)
            : runner(s), work_(work), processes_(std::max<std::size_t>(limit(s), 1)) {
            waits_.open(work.endpoint(),
                        processes_.width()); // a child takes over its place's connection
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            processes_.for_each(
                b.tasks,
                [&](std::size_t i, std::size_t place) { tasks.run_blocking(waits_, i, place); },
                b.stop);
            tasks.throw_if_stopped();
        }

        [[nodiscard]] per_task starts() const override { return per_task::process; }

    private:
        const W& work_;
        typename E::blocking waits_;
        typename E::task_processes processes_;
    };
};

CROSSOVER_STRATEGY(fork_per_task)

} // namespace crossover::strategies
