/// Clocks that sleep, jump, or go in steps are found out.

#include "bench/checks/clock_check.hpp"

#include "tests/bench/cheats.hpp"
#include "tests/support/ms.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossover::tests {
namespace {

using bench::clock_trouble;
using bench::clocks;
using bench::measure;
using bench::moment;
using bench::parse_cell;

using tests::ms;
constexpr std::int64_t s = 1000 * ms;

/// The system's clocks, of which one is `by_ns` further from a batch on: the second is the first
/// that is measured, but for a cold start's.
bench::measurement measured_while(std::function<std::int64_t()> clocks::*one, std::int64_t by_ns,
                                  const std::string& cell = "noop/tasks:10", int from = 2) {
    auto batches = std::make_shared<int>(0);
    const auto where = parse_cell(cell);
    const auto counting =
        cheat(where.workload, [batches](const batch& b, const bench::live_workload& work) {
            ++*batches;
            answer_at_once(b);
            for (std::size_t i = 0; i < b.tasks; ++i) {
                b.results[i] = work.expected(i);
            }
        });
    clocks by = bench::system_clocks();
    by.*one = [batches, by_ns, from, honest = by.*one] {
        return honest() + (*batches >= from ? by_ns : 0);
    };
    auto how = of_batches(1);
    how.settings.rates["sha256"] = 1;
    return measure(counting, where, how, by);
}

TEST(ClockCheck, VoidsASampleInWhichTheMachineSlept) {
    const auto m = measured_while(&clocks::boot, 5 * s);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("the machine slept for"), std::string::npos) << m.reason;
}

TEST(ClockCheck, VoidsASampleInWhichAClockWasSetOrStoodStill) {
    for (const auto& [by_ns, told] :
         {std::pair(3600 * s, " ms further"), std::pair(-2 * s, " ms less far")}) {
        const auto m = measured_while(&clocks::wall, by_ns);
        EXPECT_EQ(m.code, exit_code::invalid_measurement);
        EXPECT_NE(m.reason.find(told), std::string::npos) << m.reason;
    }
}

TEST(ClockCheck, VoidsAColdSampleAsWell) {
    const auto* const cell = "simple_script/tasks:4/wait_us:0/cpu_us:0";
    auto m = measured_while(&clocks::boot, 5 * s, cell, 1);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("the machine slept for"), std::string::npos) << m.reason;
    m = measured_while(&clocks::wall, -3 * ms, cell, 1);
    EXPECT_NE(m.reason.find("less far"), std::string::npos) << m.reason;
    m = measured_while(&clocks::boot, 5 * s, cell, 2); // when it has been measured
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
}

TEST(ClockCheck, AcceptsTheSystemsOwnClocks) {
    EXPECT_EQ(measured_while(&clocks::boot, 0).status, bench::status::ok);
    EXPECT_EQ(measured_while(&clocks::wall, 0).status, bench::status::ok);
}

TEST(ClockCheck, GrantsWhatNtpSlewsAndWhatReadingTakes) {
    const moment begin{};
    EXPECT_EQ(clock_trouble(begin, {10 * s, 10 * s, 10 * s + 5 * ms}), "") << "500 ppm in 10 s";
    EXPECT_NE(clock_trouble(begin, {10 * s, 10 * s, 10 * s + 20 * ms}), "");
    EXPECT_EQ(clock_trouble(begin, {100 * ms, 130 * ms, 130 * ms, 40 * ms}), "")
        << "interrupted between the readings";
    EXPECT_NE(clock_trouble(begin, {100 * ms, 130 * ms, 130 * ms, 5 * ms}), "");
}

TEST(ClockQuality, OfTheSystemsClockIsFine) {
    const auto found = bench::quality_of(&now_ns);
    EXPECT_GT(found.step_ns, 0);
    EXPECT_LT(found.step_ns, 100'000)
        << "a tick of a kernel without a fine clock would be 1 ms at least";
    EXPECT_GT(found.reading_ns, 0);
}

TEST(ClockQuality, OfACoarseClockIsItsStep) {
    clocks coarse = bench::system_clocks();
    coarse.steady = [] { return now_ns() / ms * ms; };
    coarse.step_ns = bench::quality_of(coarse.steady).step_ns;
    EXPECT_GE(coarse.step_ns, ms);
    EXPECT_EQ(coarse.step_ns % ms, 0);
    const auto where = parse_cell("timer/tasks:2/limit:2/wait_us:2000");
    const auto& contender = real("sequential/std", "timer");
    const auto too_short = [&](const clocks& by) {
        return nlohmann::json::parse(
            to_json_line(measure(contender, where, of_batches(1), by)))["too_short"];
    };
    EXPECT_EQ(too_short(coarse), true) << "four milliseconds, by a clock with steps of one";
    EXPECT_EQ(too_short(bench::system_clocks()), false);
}

TEST(ClockQuality, OfAClockThatStandsStillIsUseless) {
    EXPECT_TRUE(bench::too_short(1e15, bench::quality_of([] { return std::int64_t{7}; }).step_ns));
}

} // namespace
} // namespace crossover::tests
