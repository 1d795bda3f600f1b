/// What becomes, on every loop, of errors that come when the batch is being cancelled already: none
/// is lost.

#include "strategies/coro/failures.hpp"
#include "tests/support/type_lists.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class LoopFailures : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;
    using semaphore = typename loop_type::semaphore;

    static coroutine fail(loop_type& l, std::string what) {
        co_await l.wait(wait::timer{2ms}, 0);
        throw std::runtime_error(what);
    }

    static coroutine sleep(loop_type& l) { co_await l.wait(wait::timer{10s}, 0); }

    /// Sleeps; when it is cancelled, its clean-up fails.
    static coroutine fail_in_clean_up(loop_type& l, std::string what) {
        try {
            co_await l.wait(wait::timer{10s}, 0);
        } catch (...) {
            throw std::runtime_error(what);
        }
    }

    static coroutine fail_in_clean_up(semaphore& permits, std::string what) {
        try {
            co_await permits.acquire();
        } catch (...) {
            throw std::runtime_error(what);
        }
    }

    static coroutine wait_for(semaphore& permits) { co_await permits.acquire(); }

    static coroutine cancel(loop_type& l) {
        co_await l.wait(wait::timer{2ms}, 0);
        l.cancel();
    }

    static std::string text_of_run(loop_type& l) {
        try {
            l.run();
        } catch (const std::exception& failure) {
            return failure.what();
        }
        return "";
    }

    static std::vector<std::string> texts_of(const loop_type& l) {
        std::vector<std::string> texts;
        for (const auto& failure : l.failures()) {
            texts.push_back(coro::text_of(failure));
        }
        return texts;
    }
};
TYPED_TEST_SUITE(LoopFailures, loop_engines, engine_name);

using texts = std::vector<std::string>;

TYPED_TEST(LoopFailures, OfACleanUpStandBehindTheOneThatCancelled) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore shut(loop, 0);
    for (int round = 0; round < 3; ++round) {
        loop.spawn(this->sleep(loop));
        loop.spawn(this->fail_in_clean_up(loop, "clean-up"));
        loop.spawn(this->wait_for(shut));
        loop.spawn(this->fail(loop, "first"));
        EXPECT_EQ(this->text_of_run(loop), "first");
        EXPECT_EQ(this->texts_of(loop), (texts{"first", "clean-up"}))
            << "a cancelled sibling is not a failure";
        loop.spawn(this->fail_in_clean_up(shut, "clean-up of a waiter"));
        loop.spawn(this->fail(loop, "first"));
        EXPECT_EQ(this->text_of_run(loop), "first");
        EXPECT_EQ(this->texts_of(loop), (texts{"first", "clean-up of a waiter"}));
        loop.run();
        EXPECT_TRUE(loop.failures().empty()) << "they are of the last run";
    }
}

/// Nothing else is there to be thrown: so it is.
TYPED_TEST(LoopFailures, OfACleanUpAreThrownWhenABatchIsCancelled) {
    typename TypeParam::loop loop;
    for (int round = 0; round < 3; ++round) {
        loop.spawn(this->sleep(loop));
        loop.spawn(this->fail_in_clean_up(loop, "clean-up"));
        loop.spawn(this->cancel(loop));
        EXPECT_EQ(this->text_of_run(loop), "clean-up");
        EXPECT_EQ(this->texts_of(loop), texts{"clean-up"});
        loop.spawn(this->sleep(loop));
        loop.spawn(this->cancel(loop));
        EXPECT_EQ(this->text_of_run(loop), "") << "a cancellation is no failure";
        EXPECT_TRUE(loop.failures().empty());
    }
}

TYPED_TEST(LoopFailures, OfManyCleanUpsAreAllThere) {
    typename TypeParam::loop loop;
    for (int i = 0; i < 100; ++i) {
        loop.spawn(this->fail_in_clean_up(loop, "clean-up"));
    }
    loop.spawn(this->fail(loop, "first"));
    EXPECT_EQ(this->text_of_run(loop), "first");
    EXPECT_EQ(loop.failures().size(), 101U);
}

} // namespace
} // namespace crossover::tests
