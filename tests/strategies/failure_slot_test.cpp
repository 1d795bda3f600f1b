/// What a failed task leaves in memory that processes share.

#include "strategies/failure_slot.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace crossover::tests {
namespace {

TEST(TaskFailureSlot, OfZerosHoldsNoFailure) {
    static_assert(std::is_trivially_copyable_v<failure_slot>);
    EXPECT_EQ(sizeof(failure_slot), 256U);
    failure_slot slot;
    slot.keep("some", exit_code::refused);
    std::memset(static_cast<void*>(&slot), 0, sizeof slot); // as fresh memory is
    EXPECT_FALSE(slot.failed);
    EXPECT_EQ(slot.code, exit_code::success);
    EXPECT_NO_THROW(slot.rethrow());
}

TEST(TaskFailureSlot, KeepsTheLastSentenceWhole) {
    failure_slot slot;
    slot.keep("the server has gone", exit_code::server_failed);
    slot.keep("refused", exit_code::refused);
    EXPECT_TRUE(slot.failed);
    EXPECT_STREQ(slot.text.data(), "refused");
    try {
        slot.rethrow();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const error& kept) {
        EXPECT_STREQ(kept.what(), "refused");
        EXPECT_EQ(kept.code(), exit_code::refused);
    }
}

TEST(TaskFailureSlot, CutsWhatIsTooLongAndNothingShorter) {
    failure_slot slot;
    for (const std::size_t length : {246U, 247U, 248U, 1000U}) {
        slot.keep(std::string(length, 'x'), exit_code::internal);
        EXPECT_EQ(std::strlen(slot.text.data()), std::min<std::size_t>(length, 247));
    }
}

TEST(TaskFailureSlot, KeepsWhatIsBeingHandled) {
    failure_slot slot;
    try {
        throw std::domain_error("on purpose");
    } catch (...) {
        slot.keep_current();
    }
    EXPECT_TRUE(slot.failed);
    EXPECT_STREQ(slot.text.data(), "on purpose");
    EXPECT_EQ(slot.code, exit_code::internal);
}

} // namespace
} // namespace crossover::tests
