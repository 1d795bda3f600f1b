/// What is timed to learn whether twice the work takes twice the time, and what
/// counts as twice.

#include "bench/sample/work_scaling.hpp"

#include "bench/catalog/registration.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>

namespace crossover::tests {
namespace {

std::set<std::size_t> timed_tasks;
std::map<std::int64_t, double> sizes_made; ///< and the rate that each was made with

/// Its tasks note that they were run, and compute nothing; one of them is said
/// to cost the most.
struct noted_work : compute_only {
    static constexpr std::string_view name = "noted_work";
    static constexpr std::string_view summary = "";
    static constexpr std::array parameter_list{
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us, ""}};

    explicit noted_work(const parameters& p) { sizes_made[p["cpu_us"]] = p.rate(name); }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) {
        timed_tasks.insert(i);
        return i;
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) { return i; }
    [[nodiscard]] static double cost_share(std::size_t i) { return i == 37 ? 1.5 : 0.9; }
};

bench::workload_entry noted_entry(std::span<const parameter> known) {
    return {.name = "noted_work",
            .summary = {},
            .wait = "none",
            .parameters = known,
            .make = [](const parameters& p) -> std::unique_ptr<bench::live_workload> {
                return std::make_unique<bench::typed_workload<noted_work>>(p);
            }};
}

TEST(ScaledWork, IsTimedByTheCostliestTaskOfTwoSizes) {
    timed_tasks.clear();
    sizes_made.clear();
    EXPECT_EQ(bench::scaling_of(noted_entry(noted_work::parameter_list), 2.5), 0)
        << "too short to be measured";
    EXPECT_EQ(timed_tasks, std::set<std::size_t>{37});
    ASSERT_EQ(sizes_made.size(), 2U);
    EXPECT_EQ(sizes_made.rbegin()->first, 2 * sizes_made.begin()->first);
    EXPECT_EQ(sizes_made.begin()->second, 2.5);
    EXPECT_EQ(sizes_made.rbegin()->second, 2.5);
}

TEST(ScaledWork, IsNotTimedWhereNoTimeSizesIt) {
    timed_tasks.clear();
    EXPECT_EQ(bench::scaling_of(noted_entry({}), 2.5), 0);
    EXPECT_TRUE(timed_tasks.empty());
}

TEST(ScaledWork, IsTwiceTheWorkWithinATenth) {
    for (const double ratio : {1.81, 2.0, 2.19}) {
        EXPECT_TRUE(bench::scales(ratio)) << ratio;
    }
    for (const double ratio : {0.0, 1.0, 1.79, 2.21, 4.0}) {
        EXPECT_FALSE(bench::scales(ratio)) << ratio;
    }
}

} // namespace
} // namespace crossover::tests
