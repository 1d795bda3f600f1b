/// Calls that a pool of threads does not take: the task that awaits them is told.

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"
#include "strategies/offload.hpp"
#include "tests/support/coroutine_fixture.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

/// Takes as many calls as it is told to, and runs each in place.
class refusing_pool {
public:
    explicit refusing_pool(int takes) noexcept : takes_(takes) {}

    template <class Task>
    void submit(Task task) {
        if (takes_-- <= 0) {
            throw std::logic_error("the pool was shut down");
        }
        task(0);
    }

private:
    int takes_;
};

COROUTINE_SUITE(OffloadRefused);

template <class Loop>
coro::task<std::string> call_on(Loop& loop, refusing_pool& pool) {
    strategies::offload::on_pool call(loop, pool, [](std::size_t /*worker*/) {});
    try {
        co_await call;
    } catch (const std::logic_error& refused) {
        co_return refused.what();
    }
    co_return "ran";
}

COROUTINE_TEST(OffloadRefused, ByAPoolThatWasShutDownReachesTheTaskAndTheLoopEnds) {
    refusing_pool pool(1);
    EXPECT_EQ(co_await call_on(loop, pool), "ran");
    EXPECT_EQ(co_await call_on(loop, pool), "the pool was shut down");
    EXPECT_FALSE(loop.has_work()) << "the loop waits for a call that will not come";
}

template <class Loop>
coro::task<void> must_call_on(Loop& loop, refusing_pool& pool) {
    strategies::offload::on_pool call(loop, pool, [](std::size_t /*worker*/) {});
    co_await call;
}

COROUTINE_TEST(OffloadRefused, IsAFailureLikeAnyOtherOfItsScope) {
    refusing_pool pool(0);
    coro::scope tasks(loop.ready());
    tasks.spawn(must_call_on(loop, pool));
    EXPECT_THROW(co_await tasks.join(), std::logic_error);
    tasks.reset();
    tasks.cancel(); // the awaiter is gone: it stands in no list any more
}

} // namespace
} // namespace crossover::tests
