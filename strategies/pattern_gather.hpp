#pragma once

#include "strategies/concepts.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/heartbeat.hpp"
#include "strategies/on_loop.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <concepts>
#include <cstddef>
#include <vector>

/// What a pattern of coro/ costs a task, measured: `gather`, with the pattern around each task or
/// around the batch, on every loop that runs our coroutines. What such a contender takes beyond
/// `gather` on the same engine is the pattern's price.
namespace crossover::strategies {

/// A loop whose coroutines are ours, so that they can be awaited inside one another.
template <class L>
concept loop_of_tasks =
    event_loop<L> && std::same_as<typename L::coroutine, coro::task<void>> && requires(L& l) {
        { l.ready() } -> std::same_as<coro::ready_list&>;
    };

template <class E>
concept carries_tasks = requires { requires loop_of_tasks<typename E::loop>; };

/// A batch and the loop that it runs on, as the patterns see it.
template <loop_of_tasks Loop, class W>
class pattern_batch {
public:
    pattern_batch(Loop& loop, const tasks_of<W>& tasks) noexcept : loop_(loop), tasks_(tasks) {}

    [[nodiscard]] Loop& loop() const noexcept { return loop_; }
    [[nodiscard]] const tasks_of<W>& tasks() const noexcept { return tasks_; }

    /// Task i from begin to end, as `gather` runs it, without any pattern.
    [[nodiscard]] coro::task<void> bare(std::size_t i) const { return bare(*this, i); }

    /// All bare tasks that are to start.
    [[nodiscard]] std::vector<coro::task<void>> all_bare() const {
        std::vector<coro::task<void>> all;
        all.reserve(tasks_.count());
        for (std::size_t i = 0; i < tasks_.count() && !tasks_.stopped(); ++i) {
            all.push_back(bare(i));
        }
        return all;
    }

private:
    /// Two words of arguments, for a million frames may live at once.
    static coro::task<void> bare(const pattern_batch& b, std::size_t i) {
        try {
            b.tasks_.begin(i);
            if constexpr (tasks_of<W>::is_stepped) {
                std::uint64_t carried = b.tasks_.before_steps(i);
                for (std::size_t step = 0; step < b.tasks_.steps(); ++step) {
                    if (b.tasks_.waits_in(step)) {
                        carried =
                            combine(carried, co_await b.loop_.wait(b.tasks_.wait(i, step), i));
                    } else {
                        carried = b.tasks_.compute(i, step, carried);
                    }
                }
                b.tasks_.store(i, carried);
            } else if constexpr (tasks_of<W>::waits) {
                b.tasks_.finish(i, co_await b.loop_.wait(b.tasks_.wait(i), i));
            } else {
                b.tasks_.finish(i, 0);
            }
        } catch (...) {
            b.tasks_.fail(i);
        }
        co_return;
    }

    Loop& loop_;
    const tasks_of<W>& tasks_;
};

/// A strategy that measures a pattern: derives from this, and has `name`, `rank` and
/// `static void start(const Batch&)`, which spawns on the batch's loop what runs its tasks. The
/// batch outlives them.
template <class Pattern>
struct pattern_gather {
    static constexpr bool is_pattern = true;

    static constexpr std::size_t limit(const batch_size& s) noexcept { return s.tasks; }

    template <class E>
    static constexpr std::size_t computing_on(const batch_size& s) noexcept {
        return computing_on_loop<typename E::loop>(limit(s));
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return {.threads = 1 + loop_threads<E, Wait>(), .slots = s.tasks};
    }

    template <class E>
    static constexpr auto fits = carries_tasks<E>;
    template <class E, class Wait>
    static constexpr bool awaits = loop_for<typename E::loop, Wait>;

    template <class E, class W>
    class contender final : public runner {
    public:
        using loop_type = typename E::loop;

        contender(const W& work, const batch_size& s) : runner(s), work_(work) {
            loop_.open(work.endpoint(), s.tasks);
        }

        void run(const batch& b) override {
            const tasks_of<W> tasks(work_, b);
            const pattern_batch<loop_type, W> all(loop_, tasks);
            run_on(loop_, tasks, [&] { Pattern::start(all); });
        }

        bool run_watched(const batch& b, lag_log& lag) override {
            return run_beside_heartbeat(*this, loop_, b, lag);
        }

    private:
        const W& work_;
        loop_type loop_;
    };
};

} // namespace crossover::strategies
