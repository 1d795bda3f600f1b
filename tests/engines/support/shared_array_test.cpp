/// Values in memory that children share: zero at first, one behind another, never destroyed, and
/// unmapped.

#include "engines/support/shared_array.hpp"

#include "tests/support/in_child.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/mman.h>

namespace crossover::tests {
namespace {

TEST(SharedArray, IsSharedWithChildrenThatAreForkedLater) {
    const engines::shared_array<std::atomic<std::uint64_t>> array(1000);
    ASSERT_EQ(array.values().size(), 1000U);
    for (const auto& value : array.values()) {
        ASSERT_EQ(value, 0U);
    }
    in_child([&array] {
        for (std::size_t i = 0; i < 1000; ++i) {
            array[i] = i + 1;
        }
    });
    for (std::size_t i = 0; i < 1000; ++i) {
        ASSERT_EQ(array.values()[i], i + 1);
    }
}

struct never_destroyed {
    static inline int made = 0;
    static inline int destroyed = 0;
    never_destroyed() noexcept { ++made; }
    ~never_destroyed() { ++destroyed; }
    never_destroyed(const never_destroyed&) = delete;
    never_destroyed& operator=(const never_destroyed&) = delete;
    int number = 5;
};

TEST(SharedArray, MakesEachValueAndDestroysNone) {
    std::optional<engines::shared_array<never_destroyed>> array(std::in_place, 3);
    EXPECT_EQ(never_destroyed::made, 3);
    EXPECT_EQ((*array)[2].number, 5);
    void* const page = array->values().data();
    EXPECT_EQ(::msync(page, sizeof(never_destroyed), MS_ASYNC), 0);
    array.reset();
    EXPECT_EQ(never_destroyed::destroyed, 0);
    EXPECT_EQ(::msync(page, sizeof(never_destroyed), MS_ASYNC), -1);
    EXPECT_EQ(errno, ENOMEM) << "it is still mapped";
}

TEST(SharedArray, MayBeEmpty) {
    const engines::shared_array<int> nothing(0);
    EXPECT_TRUE(nothing.values().empty());
}

TEST(SharedArray, ThatCannotBeMappedIsALimitOfTheMachine) {
    try {
        const engines::shared_array<std::byte> array(std::size_t{1} << 60);
        ADD_FAILURE() << "an exbibyte was mapped";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_TRUE(std::string(refused.what()).starts_with("mapping memory that processes share"));
    }
}

} // namespace
} // namespace crossover::tests
