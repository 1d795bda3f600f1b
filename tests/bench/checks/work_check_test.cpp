/// Work that is not done is seen: against contenders and workloads that only seem to compute.

#include "bench/checks/work_check.hpp"

#include "bench/catalog/registration.hpp"
#include "bench/sample/solo_cost.hpp"
#include "bench/sample/work_scaling.hpp"
#include "tests/bench/burn.hpp"
#include "tests/bench/cheats.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using bench::measure;
using bench::parse_cell;

/// What the stamps of work that was not done say: how little time it took, or that every task was
/// there from the batch's begin to its end.
enum class claim { moment, batch };

/// Right digests from the table of those that are expected, after `asleep`.
void look_up(const batch& b, const bench::live_workload& work, claim claimed,
             std::chrono::milliseconds asleep = std::chrono::milliseconds(0)) {
    const auto begin = now_ns();
    std::this_thread::sleep_for(asleep);
    for (std::size_t i = 0; i < b.tasks; ++i) {
        b.results[i] = work.expected(i);
        if (b.stamps != nullptr) {
            const auto now = now_ns();
            b.stamps[i] = {now, now + 1};
        }
    }
    if (claimed == claim::batch) {
        stamp_all(b, {begin, now_ns()});
    }
}

constexpr const char* computed_cell = "sha256/tasks:20/limit:2/cpu_us:1000";

TEST(OptimisedAway, IsVoid) {
    for (const auto claimed :
         {claim::moment, claim::batch}) { // stamps that show it, and stamps that hide it
        const auto liar =
            cheat("sha256", [claimed](const batch& b, const bench::live_workload& work) {
                look_up(b, work, claimed);
            });
        const auto m = measure(liar, parse_cell(computed_cell), of_batches(1));
        EXPECT_EQ(m.status, bench::status::invalid);
        EXPECT_EQ(m.code, exit_code::invalid_measurement);
        EXPECT_NE(m.reason.find("work optimised away"), std::string::npos) << m.reason;
    }
}

TEST(OptimisedAway, IsVoidInEverySecondTask) {
    const auto liar = cheat("sha256", [](const batch& b, const bench::live_workload& work) {
        look_up(b, work, claim::moment);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            b.results[i] = i % 2 == 0 ? work.expected(i) : work.compute(i);
        }
    });
    // On one of several cores, half of the work leaves the makespan above the ideal: the CPU time
    // tells.
    const auto m = measure(liar, parse_cell("sha256/tasks:60/limit:1/cpu_us:1000"), of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement) << "half of the work was not done";
}

TEST(OptimisedAway, IsVoidWhereTheTimeIsSleptAway) {
    const auto liar = cheat("sha256", [](const batch& b, const bench::live_workload& work) {
        look_up(b, work, claim::batch, std::chrono::milliseconds(3 * b.tasks));
    });
    const auto m = measure(liar, parse_cell("sha256/tasks:50/limit:50/cpu_us:1000"), of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("CPU time is missing"), std::string::npos) << m.reason;
}

/// Few enough to have been lost in what a clock that rises and a tick were granted, and in one
/// batch.
TEST(OptimisedAway, IsVoidInEverySeventhTaskOfOneBatch) {
    const auto liar = cheat("sha256", [](const batch& b, const bench::live_workload& work) {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            const auto started = now_ns();
            b.results[i] = i % 7 == 3 ? work.expected(i) : work.compute(i);
            if (b.stamps != nullptr) {
                b.stamps[i] = {started, now_ns()};
            }
        }
    });
    const auto m = measure(liar, parse_cell("sha256/tasks:280/limit:1/cpu_us:1000"), of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement) << "a seventh of the work was not done";
}

TEST(MissingWork, IsNoneWhereItWasDone) {
    bench::measurement m;
    m.cell.size = {.tasks = 100, .limit = 2};
    m.limit = 2;
    m.at_work = 2;
    m.open.threads = 2;
    m.cost.cpu_ns = 10'000'000;
    m.makespan_ns = {500'000'000};
    m.used.user_ns = 960'000'000;
    EXPECT_EQ(missing_work(m), "") << "the machine may have become 4 % faster";
    m.used.user_ns = 945'000'000;
    EXPECT_NE(missing_work(m), "") << "more is missing than 5 %";
    m.seen_from_outside = true;
    EXPECT_EQ(missing_work(m), "") << "two threads of a program are known to two ticks";
    m.used.user_ns = 925'000'000;
    EXPECT_NE(missing_work(m), "") << "more is missing than 5 % and two ticks";
    m.cost.mean_share = 0.5;
    EXPECT_EQ(missing_work(m), "") << "an uneven workload's tasks that are half as long";
    m.cost = {};
    m.used = {};
    EXPECT_EQ(missing_work(m), "") << "no task's cost is known";
}

TEST(GrantedCpu, FollowsTheFastestTaskForATenth) {
    EXPECT_EQ(bench::granted_cpu_ns(1000, 2000), 1000);
    EXPECT_EQ(bench::granted_cpu_ns(1000, 950), 950);
    EXPECT_EQ(bench::granted_cpu_ns(1000, 1), 900);
    EXPECT_EQ(bench::granted_cpu_ns(0, 0), 0);
}

bench::workload_entry burning(std::unique_ptr<bench::live_workload> (*make)(const parameters&)) {
    return {.name = "burn",
            .summary = {},
            .wait = "none",
            .parameters = burn::parameter_list,
            .make = make};
}

std::unique_ptr<bench::live_workload> burning_for(std::int64_t cpu_us) {
    return std::make_unique<bench::typed_workload<burn>>(
        parameters("burn", burn::parameter_list, {{"cpu_us", cpu_us}}, {}));
}

TEST(UncomputedTask, IsATaskThatHadLessThanHalfOfItsTime) {
    const auto work = burning_for(1000);
    const task_cost known{.cpu_ns = 1'000'000};
    std::vector<stamp> stamps(20, stamp{.started_ns = 5, .ended_ns = 1'000'005});
    EXPECT_EQ(uncomputed_task(*work, stamps, known), "");
    stamps[13].ended_ns = 600'005;
    EXPECT_EQ(uncomputed_task(*work, stamps, known), "")
        << "a core that has become faster by two thirds";
    stamps[13].ended_ns = 400'005;
    EXPECT_NE(uncomputed_task(*work, stamps, known).find("task 13 computes for 10"),
              std::string::npos)
        << uncomputed_task(*work, stamps, known);
    EXPECT_EQ(uncomputed_task(*work, stamps, known, 100'000), "") << "a clock in steps of a tenth";
    stamps[13] = {};
    EXPECT_EQ(uncomputed_task(*work, stamps, known), "") << "a request that was not answered";
}

TEST(UncomputedTask, IsTriedAloneFirst) {
    const auto work = burning_for(100);
    const std::vector<stamp> stamps(20, stamp{.started_ns = 5, .ended_ns = 100'005});
    EXPECT_EQ(uncomputed_task(*work, stamps, {.cpu_ns = 1'000'000}), "")
        << "its cost was not what it is";
    EXPECT_EQ(uncomputed_task(*work, {}, {.cpu_ns = 1'000'000}), "");
    const auto nothing = burning_for(10);
    const std::vector<stamp> none(20, stamp{.started_ns = 5, .ended_ns = 6});
    EXPECT_EQ(uncomputed_task(*nothing, none, {.cpu_ns = 10'000}), "") << "too little to tell";
}

TEST(WorkScaling, TellsWorkFromItsPretence) {
    const auto honest = burning([](const parameters& p) { return burning_for(p["cpu_us"]); });
    EXPECT_TRUE(bench::scales(bench::scaling_of(honest, 1)));
    const auto constant = burning([](const parameters& /*p*/) { return burning_for(100); });
    EXPECT_NEAR(bench::scaling_of(constant, 1), 1, 0.2);
    EXPECT_FALSE(bench::scales(1));
    const auto idle = burning([](const parameters& /*p*/) { return burning_for(0); });
    EXPECT_EQ(bench::scaling_of(idle, 1), 0) << "it computes nothing";
}

} // namespace
} // namespace crossover::tests
