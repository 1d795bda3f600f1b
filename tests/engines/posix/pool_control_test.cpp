/// What the processes of a pool share: in its beginning nothing is under way, and who writes what
/// others read at every task disturbs nobody else.

#include "engines/posix/pool_control.hpp"

#include "base/shared_memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

constexpr std::size_t cache_line_bytes = 64;

/// The number of the cache line in which a value lies.
template <class T>
std::uintptr_t cache_line_of(const T& value) {
    return reinterpret_cast<std::uintptr_t>(&value) / cache_line_bytes;
}

TEST(PoolControl, BeginsWithNothingUnderWay) {
    const shared_memory<engines::pool_control> control;
    EXPECT_EQ(control->round, 0U);
    EXPECT_EQ(control->next, 0U);
    EXPECT_EQ(control->left, 0U);
    EXPECT_EQ(control->asleep, 0U);
    EXPECT_FALSE(control->failing || control->failure_taken);
    EXPECT_EQ(control->failure_code, exit_code::success);
    EXPECT_STREQ(control->failure_text.data(), "");
    const shared_memory<engines::worker_slot> slot;
    EXPECT_EQ(slot->current, -1) << "0 is a task";
    EXPECT_FALSE(slot->cut_off);
}

TEST(PoolControl, KeepsApartWhatEveryTaskWrites) {
    const shared_memory<engines::pool_control> control;
    EXPECT_NE(cache_line_of(control->next), cache_line_of(control->left));
    EXPECT_NE(cache_line_of(control->next), cache_line_of(control->round));
    EXPECT_NE(cache_line_of(control->next), cache_line_of(control->width));
    EXPECT_NE(cache_line_of(control->left), cache_line_of(control->round));
    const shared_memory<std::array<engines::worker_slot, 2>> slots;
    EXPECT_NE(cache_line_of((*slots)[0].used.ru_nivcsw), cache_line_of((*slots)[1].current));
}

} // namespace
} // namespace crossover::tests
