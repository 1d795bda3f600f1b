#pragma once

#include "strategies/concepts.hpp"
#include "strategies/first_failure.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"
#include "strategies/stop.hpp"

#include <algorithm>
#include <exception>
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

    template <class E, class W>
    class contender final : public runner {
    public:
        using pool_type = typename E::thread_pool;

        contender(const W& work, const batch_size& s)
            : work_(work), pool_(std::max<std::size_t>(limit(s), 1)) {
            waits_.open(work.endpoint(), pool_.width());
        }

        void run(const batch& b) override {
            const job<W> j(work_, b);
            first_failure failure;
            const auto cancel = [&failure]() noexcept {
                failure.set(std::make_exception_ptr(batch_cancelled()));
            };
            const on_stop stopping(b.stop, cancel);
            const auto body = [&](std::size_t i, std::size_t worker) noexcept {
                if (failure.seen()) {
                    return; // a sibling failed: what has not started does not start
                }
                try {
                    j.run_blocking(waits_, i, worker);
                } catch (...) {
                    failure.set(std::current_exception());
                }
            };
            if constexpr (bulk_pool<pool_type>) {
                pool_.for_each(b.tasks, body);
            } else {
                for (std::size_t i = 0; i < b.tasks; ++i) {
                    pool_.submit([&body, i](std::size_t worker) noexcept { body(i, worker); });
                }
                pool_.drain();
            }
            failure.rethrow();
        }

    private:
        const W& work_;
        typename E::blocking waits_;
        pool_type pool_;
    };
};

CROSSOVER_STRATEGY(thread_pool)

} // namespace crossover::strategies
