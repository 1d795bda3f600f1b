#include "baselines/harness.hpp"

#include "bench/catalog/cell.hpp"
#include "bench/catalog/registry.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

using baselines::work;

/// What a baseline computes is what the bench expects of it; programs_test.py runs them whole.
TEST(BaselineWork, YieldsTheDigestsThatTheBenchExpects) {
    for (const char* text : {"noop/tasks:20", "timer/tasks:20/wait_us:5", "sha256/tasks:20/bytes:1",
                             "sha256/tasks:20/bytes:40000"}) {
        const auto cell = bench::parse_cell(text);
        const auto& entry = bench::all().workload(cell.workload);
        const auto live = entry.make(parameters(entry.name, entry.parameters, cell.parameters, {}));
        const auto told = live->told().value();
        work::told what{.workload = cell.workload, .tasks = 20, .limit = 20};
        if (told.contains("bytes")) {
            what.bytes = std::get<std::int64_t>(told.at("bytes"));
        }
        const work tasks(what);
        for (const std::uint64_t salt : {0U, 1U, 77U}) {
            tasks.set_salt(salt);
            for (std::size_t i = 0; i < 20; ++i) {
                EXPECT_EQ(tasks.compute(i), live->expected(i, salt)) << text << ", task " << i;
            }
        }
    }
}

TEST(BaselineWork, HasALimitOfOneAtLeastAndOfAllTasksAtMost) {
    EXPECT_EQ(work({.workload = "noop", .tasks = 5, .limit = 3}).limit, 3U);
    EXPECT_EQ(work({.workload = "noop", .tasks = 5, .limit = 9}).limit, 5U);
    EXPECT_EQ(work({.workload = "noop", .tasks = 0, .limit = 0}).limit, 1U);
}

TEST(BaselineWork, StampsATaskWhenItIsAskedTo) {
    std::array<std::uint64_t, 1> digests{};
    std::array<stamp, 1> stamps{};
    const work tasks({.workload = "noop", .tasks = 1, .limit = 1});
    const auto before = now_ns();
    tasks.run({.tasks = 1, .results = digests.data(), .stamps = stamps.data()}, 0);
    EXPECT_LE(before, stamps[0].started_ns);
    EXPECT_LE(stamps[0].started_ns, stamps[0].ended_ns);
    EXPECT_LE(stamps[0].ended_ns, now_ns());
    tasks.run({.tasks = 1, .results = digests.data()}, 0);
    EXPECT_EQ(digests[0], tasks.compute(0));
}

} // namespace
} // namespace crossover::tests
