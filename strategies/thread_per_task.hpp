#pragma once

#include "strategies/concepts.hpp"
#include "strategies/on_threads.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <string_view>

namespace crossover::strategies {

/// A new thread for every task, all at once: the naive way, as a lesson.
struct thread_per_task {
    static constexpr std::string_view name = "thread_per_task";
    static constexpr int rank = 90;
    static constexpr bool is_mistake = true;

    static constexpr std::size_t limit(const batch_size& s) noexcept { return s.tasks; }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return {.threads = 1 + s.tasks, .slots = s.tasks};
    }

    template <class E>
    static constexpr bool fits = requires { requires thread_starter<typename E::task_threads>; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const batch_size& s) : runner(s), work_(work) {
            waits_.open(work.endpoint(), s.tasks);
        }

        void run(const batch& b) override {
            batch_on_threads<W, typename E::blocking> tasks(work_, waits_, b);
            {
                typename E::task_threads
                    threads; // joins what was started, should the system refuse one
                threads.reserve(b.tasks);
                for (std::size_t i = 0; i < b.tasks && !tasks.is_over(); ++i) {
                    threads.start([&tasks, i] { tasks.run(i, i); }); // task i has slot i for itself
                }
            }
            tasks.rethrow();
        }

        [[nodiscard]] per_task starts() const override { return per_task::thread; }

    private:
        const W& work_;
        typename E::blocking waits_;
    };
};

CROSSOVER_STRATEGY(thread_per_task)

} // namespace crossover::strategies
