/// How much a task computes: asked for in units, or in time by the calibrated
/// rate.

#include "workloads/support/amount.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace crossover::tests {
namespace {

parameters amount_asked(const std::map<std::string, std::int64_t>& given, double rate) {
    static constexpr std::array known{parameter{"rounds", unit::count, 0, 0, 1'000'000'000, ""},
                                      parameter{"cpu_us", unit::us, 1000, 0, 1'000'000'000, ""}};
    run_settings run;
    if (rate > 0) {
        run.rates = {{"spin", rate}};
    }
    return {"spin", known, given, run};
}

std::int64_t rounds_of(const parameters& p) {
    return workloads::amount_of_work(p, "rounds", "spin", [] { return 3.0; });
}

TEST(AmountOfWork, IsWhatIsAskedForInUnits) {
    EXPECT_EQ(rounds_of(amount_asked({{"rounds", 7}}, 2)), 7);
    EXPECT_EQ(rounds_of(amount_asked({{"cpu_us", 0}}, 2)), 0);
}

TEST(AmountOfWork, IsWhatOneCoreDoesInTheTime) {
    EXPECT_EQ(rounds_of(amount_asked({{"cpu_us", 10}}, 0.26)), 3) << "rounded";
    EXPECT_EQ(rounds_of(amount_asked({{"cpu_us", 10}}, 0.0001)), 1) << "never nothing";
    EXPECT_EQ(rounds_of(amount_asked({}, 2)), 2000) << "of the default";
    EXPECT_EQ(rounds_of(amount_asked({{"cpu_us", 10}}, 0)), 30) << "no rate was brought";
}

TEST(AmountOfWork, CostsItsTimeAtTheRate) {
    EXPECT_EQ(workloads::cpu_ns_of(10, 4), 2500);
    EXPECT_EQ(workloads::cpu_ns_of(3, 0.7), 4286);
    EXPECT_EQ(workloads::cpu_ns_of(1, 1), 1000);
    EXPECT_EQ(workloads::cpu_ns_of(999, 1000), 0) << "less than a microsecond";
    EXPECT_EQ(workloads::cpu_ns_of(10, 0), 0) << "a rate that nobody knows";
}

TEST(AmountOfWork, IsPlannedWithoutMeasuring) {
    const auto cost = [](const parameters& p) {
        return workloads::cost_of_work(p, "rounds", "spin").cpu_ns;
    };
    EXPECT_EQ(cost(amount_asked({{"rounds", 10}, {"cpu_us", 9}}, 4)), 2500);
    EXPECT_EQ(cost(amount_asked({{"rounds", 10}}, 0)), 0);
    EXPECT_EQ(cost(amount_asked({{"cpu_us", 9}}, 4)), 9000);
}

TEST(AmountOfWork, IsMeasuredByTheFastestOfSeveralRuns) {
    int runs = 0;
    constexpr std::int64_t slow_ns = 20'000'000;
    const double rate = workloads::fastest_rate(1'000'000, [&] {
        const auto until = now_ns() + (++runs == 1 ? slow_ns : 0);
        while (now_ns() < until) {
        }
        return runs;
    });
    EXPECT_GE(runs, 5);
    EXPECT_GT(rate, 1e9 / slow_ns) << "faster than the first run";
}

} // namespace
} // namespace crossover::tests
