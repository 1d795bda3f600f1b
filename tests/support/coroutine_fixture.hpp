#pragma once

#include "base/clock.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/failures.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "tests/support/type_lists.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace crossover::tests {

/// One of many coroutine tests that are run as one: a body with a name. It is kept until all have
/// ended, so it may be a capturing lambda.
template <class Loop>
struct coroutine_test {
    std::string name;
    std::function<coro::task<void>(Loop&)> body;
    std::chrono::nanoseconds limit =
        std::chrono::seconds(10); ///< then it is cancelled, and has failed
};

/// How one of them ended.
struct coroutine_verdict {
    std::string name;
    std::string failure; ///< empty when it passed
};

/// Runs coroutines as tests, on every loop that runs our tasks: each body gets a fresh loop, and is
/// cancelled when its time is up.
///
///     COROUTINE_SUITE(Sleep);
///     COROUTINE_TEST(Sleep, IsNeverShort) {
///         const auto before = now_ns();
///         co_await sleep_for(loop, 1ms);
///         EXPECT_GE(now_ns() - before, 1'000'000);
///     }
///
/// Hundreds of different ones are run from a list, in turn or at the same time on one loop
/// (`run_in_turn`, `run_together`).
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
        bool late = false;
        loop.spawn(guarded(loop, body, limit, late));
        loop.run();
        EXPECT_FALSE(late) << "the coroutine was cancelled: it did not end within its time";
    }

    using test_list = std::vector<coroutine_test<loop_type>>;

    /// Runs all tests, one after another, each on a fresh loop. Those that fail fail the calling
    /// test by their names, and keep no other from running.
    static void run_in_turn(const test_list& all) { tell(in_turn(all)); }

    /// The same at the same time on one loop: what waits, waits together. A body keeps to the
    /// loop's thread, and spawns nothing on the loop itself: what it starts belongs to a scope of
    /// its own.
    static void run_together(const test_list& all) { tell(together(all)); }

    /// How each of the tests ended, in their order; fails nothing. An expectation that fails ends
    /// the body that it stands in; one whose failure a body has caught stands behind them.
    static std::vector<coroutine_verdict> in_turn(const test_list& all) {
        expectations_that_throw throwing;
        std::vector<coroutine_verdict> verdicts(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            loop_type loop;
            loop.spawn(judged(loop, all[i], verdicts[i]));
            try {
                loop.run();
            } catch (...) { // of what the body has spawned on the loop itself
                verdicts[i].failure = coro::text_of(std::current_exception());
            }
        }
        throwing.tell_others(verdicts);
        return verdicts;
    }
    static std::vector<coroutine_verdict> together(const test_list& all) {
        expectations_that_throw throwing;
        std::vector<coroutine_verdict> verdicts(all.size());
        loop_type loop;
        for (std::size_t i = 0; i < all.size(); ++i) {
            loop.spawn(judged(loop, all[i], verdicts[i]));
        }
        loop.run();
        throwing.tell_others(verdicts);
        return verdicts;
    }

private:
    template <class Body>
    static coro::task<void> guarded(loop_type& loop, const Body& body,
                                    std::chrono::nanoseconds limit, bool& late) {
        coro::scope tested(loop.ready());
        coro::scope watching(loop.ready());
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
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    static coro::task<void> judged(loop_type& loop, const coroutine_test<loop_type>& test,
                                   coroutine_verdict& verdict) {
        verdict.name = test.name;
        bool late = false;
        try {
            auto running = guarded(loop, test.body, test.limit, late);
            co_await std::move(running);
        } catch (...) {
            verdict.failure = coro::text_of(std::current_exception());
        }
        if (late) {
            const std::chrono::duration<double, std::milli> limit = test.limit;
            verdict.failure = "did not end within its " + std::to_string(limit.count()) + " ms";
        }
    }

    static void tell(const std::vector<coroutine_verdict>& verdicts) {
        for (const auto& each : verdicts) {
            EXPECT_EQ(each.failure, "") << "of the coroutine test \"" << each.name << '"';
        }
    }

    /// While it lives, an expectation that fails throws, so that the coroutine that it stands in
    /// can be named, and is not told by GoogleTest.
    class expectations_that_throw {
    public:
        expectations_that_throw() { GTEST_FLAG_SET(throw_on_failure, true); }
        expectations_that_throw(const expectations_that_throw&) = delete;
        expectations_that_throw& operator=(const expectations_that_throw&) = delete;
        ~expectations_that_throw() { GTEST_FLAG_SET(throw_on_failure, before_); }

        /// Adds what no coroutine has ended by: it caught what was thrown, or was late as well.
        void tell_others(std::vector<coroutine_verdict>& verdicts) const {
            for (int i = 0; i < failed_.size(); ++i) {
                const std::string text = failed_.GetTestPartResult(i).message();
                const auto has_it = [&text](const coroutine_verdict& v) {
                    return v.failure.find(text) != v.failure.npos;
                };
                if (failed_.GetTestPartResult(i).failed() &&
                    std::ranges::none_of(verdicts, has_it)) {
                    verdicts.push_back({"one of them, which caught it", text});
                }
            }
        }

    private:
        bool before_ = GTEST_FLAG_GET(throw_on_failure);
        testing::TestPartResultArray failed_;
        testing::ScopedFakeTestPartResultReporter keeping_{
            testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failed_};
    };

    static coro::task<void> watch(loop_type& loop, coro::scope& tested,
                                  std::chrono::nanoseconds limit, bool& late) {
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
#define COROUTINE_SUITE(suite)                                                                     \
    template <class Engine>                                                                        \
    class suite : public crossover::tests::coroutine_fixture<Engine> {};                           \
    TYPED_TEST_SUITE(suite, crossover::tests::task_loop_engines, crossover::tests::engine_name)

/// Defines a test whose body is a coroutine with a `loop`.
#define COROUTINE_TEST(suite, test)                                                                \
    struct suite##test##Body {                                                                     \
        template <class Loop>                                                                      \
        crossover::coro::task<void> operator()(Loop& loop) const;                                  \
    };                                                                                             \
    TYPED_TEST(suite, test) {                                                                      \
        this->run(suite##test##Body{});                                                            \
    }                                                                                              \
    template <class Loop>                                                                          \
    crossover::coro::task<void> suite##test##Body::operator()([[maybe_unused]] Loop& loop) const
