/// Stacks of fibers: apart from each other, used again while they are warm, and unmapped together.

#if __has_include(<boost/context/stack_context.hpp>)

#include "engines/fiber/stack_pool.hpp"

#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <vector>

namespace crossover::tests {
namespace {

using engines::stack_pool;

TEST(StackPool, GivesStacksThatDoNotOverlap) {
    stack_pool pool;
    std::vector<std::byte*> stacks(200);
    for (auto& stack : stacks) {
        stack = pool.take();
        stack[0] = stack[stack_pool::stack_bytes - 1] = std::byte{1};
    }
    std::ranges::sort(stacks);
    for (std::size_t i = 1; i < stacks.size(); ++i) {
        ASSERT_GE(stacks[i] - stacks[i - 1], static_cast<std::ptrdiff_t>(stack_pool::stack_bytes));
    }
    std::ranges::for_each(stacks, [&pool](std::byte* stack) { pool.give_back(stack); });
    std::vector<std::byte*> again(stacks.size());
    std::ranges::generate(again, [&pool] { return pool.take(); });
    std::ranges::sort(again);
    EXPECT_EQ(again, stacks);
}

TEST(StackPool, GivesTheOneThatCameBackLast) {
    stack_pool pool;
    std::byte* const first = pool.take();
    std::byte* const second = pool.take();
    pool.give_back(second);
    pool.give_back(first);
    EXPECT_EQ(pool.take(), first);
    EXPECT_EQ(pool.take(), second);
}

TEST(StackPool, HandsAFiberTheUpperEndOfAStack) {
    stack_pool pool;
    const engines::pooled_stack pooled{&pool};
    std::byte* const stack = pool.take();
    pool.give_back(stack);
    auto context = pooled.allocate();
    EXPECT_EQ(context.size, stack_pool::stack_bytes);
    EXPECT_EQ(context.sp, stack + stack_pool::stack_bytes);
    EXPECT_NE(pool.take(), stack) << "it is in use";
    pooled.deallocate(context);
    EXPECT_EQ(pool.take(), stack);
}

TEST(StackPool, UnmapsAllWhenItGoes) {
    std::vector<std::byte*> stacks(100);
    {
        stack_pool pool;
        std::ranges::generate(stacks, [&pool] { return pool.take(); });
        EXPECT_EQ(::msync(stacks.front(), stack_pool::stack_bytes, MS_ASYNC), 0);
    }
    for (auto* const stack : stacks) {
        ASSERT_EQ(::msync(stack, stack_pool::stack_bytes, MS_ASYNC), -1);
        ASSERT_EQ(errno, ENOMEM);
    }
}

TEST(StackPool, IsALimitOfTheMachineWhereAddressesAreRefused) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([] {
        stack_pool pool;
        std::byte* const stack = pool.take();
        ASSERT_TRUE(allow_threads(0)); // some addresses are left, for half a stack of a thread
        try {
            for (int i = 0; i < 100'000; ++i) {
                static_cast<void>(pool.take());
            }
            ADD_FAILURE() << "addresses were never refused";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
        }
        pool.give_back(stack);
        EXPECT_EQ(pool.take(), stack) << "what it has it can still give";
    });
}

} // namespace
} // namespace crossover::tests

#endif
