#pragma once

#include "strategies/concepts.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <coroutine>
#include <exception>
#include <string_view>
#include <utility>

namespace crossover::strategies {

/// Coroutines on one event loop that hand what would hold the loop to a pool of `limit` threads, as `asyncio.to_thread` and
/// `run_in_executor` do: computing always, and a wait that the loop cannot await.
struct offload {
    static constexpr std::string_view name = "offload";

    /// Every task may wait on the loop at once; `limit` bounds the threads.
    static constexpr std::size_t limit(const shape& s) noexcept { return s.tasks; }

    template <class E>
    static constexpr bool fits = requires {
        requires remote_loop<typename E::loop>;
        requires posting_pool<typename E::offload_pool>;
    };
    template <class E, class Wait>
    static constexpr bool awaits = loop_for<typename E::loop, Wait> || blocking_for<typename E::blocking, Wait>;

    /// Awaits a call that runs on a thread of the pool; rethrows what it throws.
    template <class Loop, class Pool, class Call>
    class on_pool : public coro::ready_node {
    public:
        on_pool(Loop& loop, Pool& pool, Call call) noexcept : loop_(loop), pool_(pool), call_(std::move(call)) {}

        [[nodiscard]] static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> continued) noexcept {
            handle = continued;
            pool_.submit([this](std::size_t worker) noexcept {
                try {
                    call_(worker);
                } catch (...) {
                    failure_ = std::current_exception();
                }
                loop_.post(*this); // the frame may be gone from here on
            });
        }
        void await_resume() const {
            if (failure_) {
                std::rethrow_exception(failure_);
            }
        }

    private:
        Loop& loop_;
        Pool& pool_;
        Call call_;
        std::exception_ptr failure_;
    };

    template <class E, class W>
    class contender final : public runner {
    public:
        using loop_type = typename E::loop;
        using pool_type = typename E::offload_pool;
        static constexpr bool on_loop = loop_for<loop_type, typename W::wait_type>;

        contender(const W& work, const shape& s)
            : work_(work), pool_(std::max<std::size_t>(std::min(s.limit, s.tasks), 1)) {
            if constexpr (on_loop) {
                loop_.open(work.endpoint(), s.tasks);
            } else {
                waits_.open(work.endpoint(), pool_.width());
            }
        }

        void run(const batch& b) override {
            const job<W> j(work_, b);
            for (std::size_t i = 0; i < b.tasks; ++i) {
                loop_.spawn(run_task(j, i));
            }
            loop_.run();
            pool_.drain(); // the last task's thread may still be on its way out
        }

    private:
        typename loop_type::coroutine run_task(const job<W>& j, std::size_t i) {
            if constexpr (on_loop) {
                j.begin(i);
                std::uint64_t answer = 0;
                if constexpr (job<W>::waits) {
                    answer = co_await loop_.wait(j.wait(i), i);
                }
                on_pool computing(loop_, pool_, [&j, i, answer](std::size_t /*worker*/) { j.finish(i, answer); });
                co_await computing;
            } else {
                on_pool blocking(loop_, pool_,
                                 [this, &j, i](std::size_t worker) { j.run_blocking(waits_, i, worker); });
                co_await blocking;
            }
        }

        const W& work_;
        typename E::blocking waits_;
        loop_type loop_;
        pool_type pool_;
    };
};

} // namespace crossover::strategies
