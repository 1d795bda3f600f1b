/// How a task finds the scope that it runs in, and what a scope inside a helper
/// hands up.

#include "strategies/coro/this_scope.hpp"

#include "strategies/coro/task.hpp"

#include <coroutine>
#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

coro::task<coro::scope*> look_around() {
    coro::scope& mine = co_await coro::this_scope{};
    co_return &mine;
}

coro::task<void> look_twice(coro::scope*& own, coro::scope*& of_child) {
    own = &(co_await coro::this_scope{});
    of_child = co_await look_around();
}

TEST(ThisScope, IsThatOfTheTaskAndOfWhatItAwaits) {
    coro::ready_list ready;
    coro::scope tasks(ready);
    coro::scope* own = nullptr;
    coro::scope* of_child = nullptr;
    tasks.spawn(look_twice(own, of_child));
    EXPECT_EQ(own, &tasks);
    EXPECT_EQ(of_child, &tasks);
}

/// A coroutine that belongs to no scope.
struct homeless {
    struct promise_type {
        std::exception_ptr* failure;
        explicit promise_type(std::exception_ptr& told) : failure(&told) {}
        static homeless get_return_object() noexcept { return {}; }
        static std::suspend_never initial_suspend() noexcept { return {}; }
        static std::suspend_never final_suspend() noexcept { return {}; }
        static void return_void() noexcept {}
        void unhandled_exception() noexcept { *failure = std::current_exception(); }
        static coro::scope* owner() noexcept { return nullptr; }
    };
};

homeless look_around_outside(std::exception_ptr& /*told*/) {
    static_cast<void>(co_await coro::this_scope{});
}

TEST(ThisScope, IsAnErrorWhereThereIsNone) {
    std::exception_ptr failure;
    look_around_outside(failure);
    ASSERT_TRUE(failure);
    EXPECT_THROW(std::rethrow_exception(failure), std::logic_error);
    EXPECT_NE(coro::text_of(failure).find("spawn it into a scope"), std::string::npos);
}

std::exception_ptr named_failure(const char* text) {
    return std::make_exception_ptr(std::runtime_error(text));
}

TEST(NestedScope, HandsUpWhatItHasNotRethrown) {
    coro::ready_list ready;
    coro::scope outer(ready);
    {
        coro::nested_scope inner(outer);
        inner.fail(named_failure("first"));
        inner.fail(named_failure("second"));
        inner.suppress(named_failure("third"));
        EXPECT_THROW(inner.rethrow(true), std::runtime_error) << "a failure before a cancellation";
    }
    ASSERT_EQ(outer.suppressed().size(), 2U);
    EXPECT_EQ(coro::text_of(outer.suppressed()[0]), "second");
    EXPECT_EQ(coro::text_of(outer.suppressed()[1]), "third");
    EXPECT_TRUE(outer.failures().empty()) << "they cancel nothing outside";
    EXPECT_FALSE(outer.is_cancelled());
}

TEST(NestedScope, HandsUpAllWhereNothingWasRethrown) {
    coro::ready_list ready;
    coro::scope outer(ready);
    { coro::nested_scope(outer).fail(named_failure("alone")); }
    ASSERT_EQ(outer.suppressed().size(), 1U);
    EXPECT_EQ(coro::text_of(outer.suppressed()[0]), "alone");
}

TEST(NestedScope, TellsOfACancellationWhereNothingHasFailed) {
    coro::ready_list ready;
    coro::scope outer(ready);
    coro::nested_scope inner(outer);
    EXPECT_NO_THROW(inner.rethrow(false));
    EXPECT_THROW(inner.rethrow(true), coro::cancelled);
}

coro::task<int> fail_by_itself() {
    throw std::runtime_error("by itself");
    co_return 0;
}

TEST(CollectingScope, LeavesAFailureToTheTaskThatHasIt) {
    coro::ready_list ready;
    coro::scope outer(ready);
    {
        coro::collecting_scope inner(outer);
        auto fails = fail_by_itself();
        EXPECT_TRUE(inner.start(fails));
        EXPECT_FALSE(inner.is_cancelled());
        EXPECT_EQ(coro::text_of(fails.failure()), "by itself");
    }
    EXPECT_TRUE(outer.suppressed().empty());
}

} // namespace
} // namespace crossover::tests
