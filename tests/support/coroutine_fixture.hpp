#pragma once

#include "base/clock.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "tests/support/type_lists.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <gtest/gtest.h>

namespace crossover::tests {

/// Runs coroutines as tests, on every loop that runs our tasks: each body gets a fresh loop, and is cancelled when its time is up.
///
///     COROUTINE_SUITE(Sleep);
///     COROUTINE_TEST(Sleep, IsNeverShort) {
///         const auto before = now_ns();
///         co_await sleep_for(loop, 1ms);
///         EXPECT_GE(now_ns() - before, 1'000'000);
///     }
///
/// The time-out reaches what waits; ctest's own ends what spins.
template <class Engine>
class coroutine_fixture : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;

    static constexpr std::chrono::seconds patience{10};

    /// Runs body(loop) to its end on a fresh loop; what it throws comes out.
    template <class Body>
    static void run(const Body& body, std::chrono::nanoseconds limit = patience) {
        loop_type loop;
        loop.spawn(guarded(loop, body, limit));
        loop.run();
    }

    /// Runs the body `times` times, one after another, each on a fresh loop.
    template <class Body>
    static void run_in_turn(std::size_t times, const Body& body) {
        for (std::size_t i = 0; i < times; ++i) {
            run(body);
        }
    }

    /// Runs the body `times` times at once on one loop: what waits, waits together.
    template <class Body>
    static void run_together(std::size_t times, const Body& body) {
        run([&](loop_type& loop) -> coro::task<void> {
            coro::scope all(loop.ready());
            for (std::size_t i = 0; i < times; ++i) {
                all.spawn(body(loop));
            }
            co_await all.join();
        });
    }

private:
    template <class Body>
    static coro::task<void> guarded(loop_type& loop, const Body& body, std::chrono::nanoseconds limit) {
        coro::scope tested(loop.ready());
        coro::scope watching(loop.ready());
        bool late = false;
        watching.spawn(watch(loop, tested, limit, late));
        tested.spawn(body(loop));
        std::exception_ptr failure;
        try {
            co_await tested.join();
        } catch (...) {
            failure = std::current_exception();
        }
        watching.cancel();
        co_await watching.join();
        EXPECT_FALSE(late) << "the coroutine was cancelled: it did not end within its time";
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    static coro::task<void> watch(loop_type& loop, coro::scope& tested, std::chrono::nanoseconds limit, bool& late) {
        auto sleep = loop.wait(wait::timer{limit}, 0);
        co_await sleep;
        late = true;
        tested.cancel();
    }
};

/// Sleeps on a loop.
template <class Loop>
coro::task<void> sleep_for(Loop& loop, std::chrono::nanoseconds time) {
    auto sleep = loop.wait(wait::timer{time}, 0);
    co_await sleep;
}

} // namespace crossover::tests

/// Declares a suite whose tests run on every loop.
#define COROUTINE_SUITE(suite)                                                                                         \
    template <class Engine>                                                                                            \
    class suite : public crossover::tests::coroutine_fixture<Engine> {};                                               \
    TYPED_TEST_SUITE(suite, crossover::tests::task_loop_engines, crossover::tests::engine_name)

/// Defines a test whose body is a coroutine with a `loop`.
#define COROUTINE_TEST(suite, test)                                                                                    \
    struct suite##test##Body {                                                                                         \
        template <class Loop>                                                                                          \
        crossover::coro::task<void> operator()(Loop& loop) const;                                                      \
    };                                                                                                                 \
    TYPED_TEST(suite, test) {                                                                                          \
        this->run(suite##test##Body{});                                                                                \
    }                                                                                                                  \
    template <class Loop>                                                                                              \
    crossover::coro::task<void> suite##test##Body::operator()([[maybe_unused]] Loop& loop) const
