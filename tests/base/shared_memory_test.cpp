/// A value in memory that children share: made once, destroyed once, and unmapped.

#include "base/shared_memory.hpp"

#include "tests/support/in_child.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/mman.h>

namespace crossover::tests {
namespace {

struct counted_value {
    static inline int alive = 0;
    counted_value() noexcept { ++alive; }
    ~counted_value() { --alive; }
    counted_value(const counted_value&) = delete;
    counted_value& operator=(const counted_value&) = delete;
    std::atomic<int> number = 5;
};

TEST(SharedMemory, IsSharedWithChildrenThatAreForkedLater) {
    const shared_memory<counted_value> value;
    EXPECT_EQ(value->number, 5);
    in_child([&value] { value->number = 17; });
    EXPECT_EQ((*value).number, 17);
}

TEST(SharedMemory, IsZeroWhereTheTypeSaysNothing) {
    struct plain {
        int a;
        void* b;
    };
    const shared_memory<plain> value;
    EXPECT_EQ(value->a, 0);
    EXPECT_EQ(value->b, nullptr);
}

TEST(SharedMemory, DestroysItsValueAndIsUnmapped) {
    std::optional<shared_memory<counted_value>> value(std::in_place);
    EXPECT_EQ(counted_value::alive, 1);
    void* const page = &**value;
    EXPECT_EQ(::msync(page, sizeof(counted_value), MS_ASYNC), 0);
    value.reset();
    EXPECT_EQ(counted_value::alive, 0);
    EXPECT_EQ(::msync(page, sizeof(counted_value), MS_ASYNC), -1);
    EXPECT_EQ(errno, ENOMEM);
}

struct far_too_large {
    far_too_large() noexcept {}
    std::byte all[std::size_t{1} << 60];
};

TEST(SharedMemory, ThatCannotBeMappedIsALimitOfTheMachine) {
    try {
        const shared_memory<far_too_large> value;
        ADD_FAILURE() << "an exbibyte was mapped";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_TRUE(std::string(refused.what()).starts_with("mapping shared memory: "));
    }
}

} // namespace
} // namespace crossover::tests
