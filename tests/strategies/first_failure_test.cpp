/// Of many failures the first in time reaches the caller, not the first in the order of input:
/// under every contender that has several tasks in flight.

#include "strategies/first_failure.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

constexpr batch_size all_at_once{.tasks = last_first::tasks, .limit = last_first::tasks};

constexpr std::int64_t longest_step_us = 320'000;
constexpr int most_tries = 16;

class FirstFailure : public testing::TestWithParam<contender> {};

/// Who threw first, when it is clear: not the first task, and well before all others; else the
/// number of tasks.
std::size_t clearly_first(const last_first& work) {
    constexpr std::int64_t clear_ns = 2'000'000;
    std::size_t first = last_first::tasks;
    std::int64_t first_ns = INT64_MAX;
    std::int64_t second_ns = INT64_MAX;
    for (std::size_t i = 0; i < last_first::tasks; ++i) {
        const std::int64_t at = work.thrown_ns(i);
        if (at != 0 && at < first_ns) {
            second_ns = first_ns;
            first_ns = at;
            first = i;
        } else if (at != 0) {
            second_ns = std::min(second_ns, at);
        }
    }
    return first != 0 && second_ns - first_ns > clear_ns ? first : last_first::tasks;
}

TEST_P(FirstFailure, InTimeIsTheOneThatIsTold) {
    in_a_fit_process(*GetParam(), [] {
        std::size_t first = last_first::tasks;
        std::string told;
        std::string where;
        // On a slow or busy machine the first may throw before the last has begun: then once more,
        // with longer steps.
        std::int64_t step_us = 5000;
        for (int tries = 0; first == last_first::tasks; ++tries) {
            ASSERT_LT(tries, most_tries)
                << GetParam()->name() << " never let the last one be the first to fail";
            rig r(test_registry(), *GetParam(), all_at_once, {{"step_us", step_us}});
            where = r.where();
            try {
                r.run();
                ADD_FAILURE() << where << ": no error came through";
            } catch (const std::runtime_error& failure) {
                told = failure.what();
            }
            first = clearly_first(r.work_as<last_first>());
            step_us = std::min(2 * step_us, longest_step_us);
        }
        EXPECT_EQ(told, planted_failure(first).what()) << where;
    });
}

std::vector<contender> with_all_in_flight() {
    auto found = contenders_on(test_registry(), "last_first");
    std::erase_if(found, [](contender c) { return c->limit(all_at_once) < all_at_once.tasks; });
    return found;
}

INSTANTIATE_TEST_SUITE_P(Every, FirstFailure, testing::ValuesIn(with_all_in_flight()),
                         contender_name());

TEST(FirstFailureSlot, KeepsTheFirstAndForgetsItOnceItIsThrown) {
    crossover::first_failure slot;
    EXPECT_FALSE(slot.seen());
    slot.set(std::make_exception_ptr(planted_failure(3)));
    slot.set(std::make_exception_ptr(planted_failure(1)));
    EXPECT_TRUE(slot.seen());
    try {
        slot.rethrow();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const planted_failure& first) {
        EXPECT_STREQ(first.what(), planted_failure(3).what());
    }
    EXPECT_NO_THROW(slot.rethrow());
}

} // namespace
} // namespace crossover::tests
