/// The counters of allocations, in place of those that the process uses.

#include "bench/counters/allocation_counters.hpp"

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

namespace tallied = bench::detail;

/// Counters of the test's own, in use while it lives.
class AllocationTallies : public testing::Test {
protected:
    AllocationTallies() : before_(tallied::counters_in_use.exchange(&own_)) {}
    ~AllocationTallies() override { tallied::counters_in_use.store(before_); }

    [[nodiscard]] std::int64_t count() const {
        std::int64_t all = 0;
        for (const auto& tally : own_.tallies) {
            all += tally.count;
        }
        return all;
    }
    [[nodiscard]] std::int64_t bytes() const {
        std::int64_t all = 0;
        for (const auto& tally : own_.tallies) {
            all += tally.bytes;
        }
        return all;
    }

    tallied::allocation_counters own_;

private:
    tallied::allocation_counters* before_;
};

TEST_F(AllocationTallies, AreOffUntilSomebodyCounts) {
    EXPECT_EQ(&tallied::counters(), &own_);
    EXPECT_FALSE(tallied::counting());
    own_.on = true;
    const bool seen = tallied::counting();
    own_.on = false;
    EXPECT_TRUE(seen);
}

TEST_F(AllocationTallies, AddUpOnWhateverProcessor) {
    tallied::note_allocation(100);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(bytes(), 100);
    constexpr int each = 10'000;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([] {
                for (int i = 0; i < each; ++i) {
                    tallied::note_allocation(7);
                }
            });
        }
    }
    EXPECT_EQ(count(), 1 + 3 * each);
    EXPECT_EQ(bytes(), 100 + 3 * each * 7);
}

TEST_F(AllocationTallies, HaveACacheLineEach) {
    const auto place = [](const void* at) { return reinterpret_cast<std::uintptr_t>(at) / 64; };
    EXPECT_NE(place(&own_.on), place(&own_.tallies[0]));
    EXPECT_NE(place(&own_.tallies[0]), place(&own_.tallies[1]));
    EXPECT_EQ(place(&own_.tallies[1].count), place(&own_.tallies[1].bytes));
}

} // namespace
} // namespace crossover::tests
