#pragma once

#include "strategies/concepts.hpp"
#include "strategies/on_threads.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <string_view>

namespace crossover::strategies {

/// `limit` threads run the tasks, each blocking while its task waits. The caller only waits for the
/// end.
struct thread_pool {
    static constexpr std::string_view name = "thread_pool";
    static constexpr int rank = 80;

    static constexpr std::size_t limit(const batch_size& s) noexcept {
        return std::min(s.limit, s.tasks);
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return {.threads = 1 + pool_width(s), .slots = pool_width(s)};
    }

    template <class E>
    static constexpr bool fits = requires { requires any_thread_pool<typename E::thread_pool>; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    /// A pool that takes a whole batch has no use for what arrives one by one.
    template <class E>
    static constexpr bool takes_arrivals = posting_pool<typename E::thread_pool>;

    template <class E, class W>
    class contender final : public runner {
    public:
        using pool_type = typename E::thread_pool;

        contender(const W& work, const batch_size& s)
            : runner(s), work_(work), pool_(std::max<std::size_t>(limit(s), 1)) {
            waits_.open(work.endpoint(), pool_.width());
        }

        void run(const batch& b) override {
            batch_on_threads<W, typename E::blocking> tasks(work_, waits_, b);
            const auto body = [&tasks](std::size_t i, std::size_t worker) noexcept {
                tasks.run(i, worker);
            };
            if constexpr (bulk_pool<pool_type>) {
                pool_.for_each(b.tasks, body);
            } else {
                const auto submit = [&](std::size_t i) {
                    pool_.submit(
                        [&tasks, i](std::size_t worker) noexcept { tasks.run(i, worker); });
                };
                try {
                    if (b.arrivals != nullptr) {
                        let_arrive(
                            *b.arrivals, [&] { return tasks.is_over(); }, submit);
                    } else {
                        for (std::size_t i = 0; i < b.tasks; ++i) {
                            submit(i);
                        }
                    }
                } catch (...) { // those that were submitted refer to this call
                    tasks.fail();
                }
                pool_.drain();
            }
            tasks.rethrow();
        }

    private:
        const W& work_;
        typename E::blocking waits_;
        pool_type pool_;
    };
};

CROSSOVER_STRATEGY(thread_pool)

} // namespace crossover::strategies
