/// Where the tasks of a batch leave their failures.

#include "bench/sample/failure_slots.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

using bench::failure_slots;

TEST(FailureSlots, AreOneForEachTaskAndHoldNothing) {
    const failure_slots made(1000);
    ASSERT_EQ(made.slots().size(), 1000U);
    EXPECT_TRUE(std::ranges::none_of(made.slots(), &failure_slot::failed));
}

TEST(FailureSlots, AreNoneForNoTasksAndForTooMany) {
    EXPECT_TRUE(failure_slots(0).slots().empty());
    EXPECT_EQ(failure_slots(1'000'000).slots().size(), 1'000'000U);
    EXPECT_TRUE(failure_slots(1'000'001).slots().empty());
}

TEST(FailureSlots, AreSharedWithWorkersThatAreForkedLater) {
    const failure_slots made(3);
    const pid_t worker = ::fork();
    if (worker == 0) {
        made.slots()[2].keep("refused", exit_code::refused);
        ::_exit(0);
    }
    ::waitpid(worker, nullptr, 0);
    EXPECT_FALSE(made.slots()[1].failed);
    EXPECT_TRUE(made.slots()[2].failed);
    EXPECT_STREQ(made.slots()[2].text.data(), "refused");
}

} // namespace
} // namespace crossover::tests
