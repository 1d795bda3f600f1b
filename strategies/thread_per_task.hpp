#pragma once

#include "strategies/concepts.hpp"
#include "strategies/first_failure.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"
#include "strategies/stop.hpp"

#include <exception>
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
        contender(const W& work, const batch_size& s) : work_(work) {
            waits_.open(work.endpoint(), s.tasks);
        }

        void run(const batch& b) override {
            const job<W> j(work_, b);
            first_failure failure;
            const auto cancel = [&failure]() noexcept {
                failure.set(std::make_exception_ptr(batch_cancelled()));
            };
            const on_stop stopping(b.stop, cancel);
            const auto body = [&](std::size_t i) noexcept {
                try {
                    j.run_blocking(waits_, i, i); // task i has slot i for itself
                } catch (...) {
                    failure.set(std::current_exception());
                }
            };
            {
                typename E::task_threads
                    threads; // joins what was started, should the system refuse one
                threads.reserve(b.tasks);
                for (std::size_t i = 0; i < b.tasks && !failure.seen(); ++i) {
                    threads.start([&body, i] { body(i); });
                }
            }
            failure.rethrow();
        }

        [[nodiscard]] per_task starts() const override { return per_task::thread; }

    private:
        const W& work_;
        typename E::blocking waits_;
    };
};

CROSSOVER_STRATEGY(thread_per_task)

} // namespace crossover::strategies
