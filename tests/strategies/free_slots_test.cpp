/// Slots that a loop's tasks hold, one task each.

#include "strategies/free_slots.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <utility>

namespace crossover::tests {
namespace {

using strategies::free_slots;

TEST(FreeSlots, AreTakenFromTheFirstOn) {
    free_slots slots(3);
    EXPECT_EQ(slots.take(), 0U);
    EXPECT_EQ(slots.take(), 1U);
    EXPECT_EQ(slots.take(), 2U);
}

TEST(FreeSlots, ThatCameBackLastAreTakenFirst) {
    free_slots slots(3);
    slots.take();
    slots.take();
    slots.give_back(0);
    slots.give_back(1);
    EXPECT_EQ(slots.take(), 1U);
    EXPECT_EQ(slots.take(), 0U);
    EXPECT_EQ(slots.take(), 2U);
}

TEST(FreeSlots, AreHeldByALeaseUntilItGoes) {
    free_slots slots(2);
    {
        const free_slots::lease first(slots);
        EXPECT_EQ(first.slot_of(7), 0U);
        EXPECT_EQ(slots.take(), 1U);
    }
    EXPECT_EQ(slots.take(), 0U);
}

TEST(FreeSlots, ComeBackOnceFromALeaseThatWasMoved) {
    free_slots slots(2);
    {
        std::optional<free_slots::lease> first(slots);
        const free_slots::lease second = std::move(*first);
        first.reset();
        EXPECT_EQ(second.slot_of(7), 0U);
        EXPECT_EQ(slots.take(), 1U) << "the first lease had nothing to give back";
        slots.give_back(1);
    }
    EXPECT_EQ(slots.take(), 0U);
    EXPECT_EQ(slots.take(), 1U);
}

TEST(FreeSlots, AreNotAskedForByATaskWithOneOfItsOwn) {
    EXPECT_EQ(strategies::own_slot::slot_of(7), 7U);
}

} // namespace
} // namespace crossover::tests
