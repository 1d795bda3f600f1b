/// Clocks that are slow alike, against what the kernel counts by itself.

#include "bench/checks/pace_check.hpp"

#include "tests/bench/cheats.hpp"
#include "tests/support/ms.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

/// The system's, all going at so many hundredths of their pace.
bench::clocks at_pace(std::int64_t hundredths) {
    auto all = bench::system_clocks();
    for (auto* clock : {&all.steady, &all.boot, &all.wall}) {
        const auto start = (*clock)();
        *clock = [start, hundredths, honest = *clock] {
            return start + (honest() - start) * hundredths / 100;
        };
    }
    return all;
}

TEST(Pace, IsThatOfTheKernelsCount) {
    const bench::pace begin{.steady_ns = 5, .uptime_ns = 1000 * ms};
    EXPECT_EQ(pace_trouble(begin, {5 + 500 * ms, 1500 * ms}), "");
    EXPECT_EQ(pace_trouble(begin, {5 + 480 * ms, 1500 * ms}), "") << "two steps";
    EXPECT_NE(pace_trouble(begin, {5 + 450 * ms, 1500 * ms}), "") << "a tenth too slow";
    EXPECT_NE(pace_trouble(begin, {5 + 550 * ms, 1500 * ms}), "") << "a tenth too fast";
    EXPECT_EQ(pace_trouble(begin, {5 + 90 * ms, 1100 * ms}), "") << "too short to tell";
    EXPECT_EQ(bench::pace_trouble({5, 0}, {5 + 450 * ms, 0}), "") << "no /proc";
}

TEST(Pace, OfASleepTellsASlowClock) {
    EXPECT_EQ(bench::slowness(bench::system_clocks()), "");
    EXPECT_EQ(bench::slowness(at_pace(110)), "") << "a sleep may last longer than asked";
    // A sleep that a busy machine makes ten times as long hides a tenth.
    int told = 0;
    for (int tries = 0; tries < 20; ++tries) {
        told += bench::slowness(at_pace(90)).empty() ? 0 : 1;
    }
    EXPECT_GT(told, 0);
}

TEST(Pace, OfClocksThatAreAllSlowedVoidsTheSample) {
    bench::options how;
    how.min_time_ns = 400 * ms;
    const auto where = bench::parse_cell("noop/tasks:1000");
    const auto slow = at_pace(90);
    const auto m = measure(real("sequential/std", "noop"), where, how, slow);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("can be believed"), std::string::npos) << m.reason;
    EXPECT_EQ(measure(real("sequential/std", "noop"), where, how, at_pace(100)).status,
              bench::status::ok);
}

} // namespace
} // namespace crossover::tests
