/// What the bench says of a pair before anything runs is what a sample then shows: for every
/// contender on every workload of the registry.

#include "bench/catalog/plan.hpp"

#include "bench/counters/creations.hpp"
#include "bench/counters/proc_files.hpp"
#include "bench/options.hpp"
#include "bench/sample/measure.hpp"
#include "tests/support/in_child.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

using bench::candidate;
using bench::machine_limits;
using bench::planned_sample;

/// A cell of this workload that is over soon: defaults, but for what takes time.
bench::cell short_cell(const bench::workload_entry& w) {
    std::string text = w.name + "/tasks:12/limit:4";
    for (const auto& p : w.parameters) {
        for (const auto& [name, value] : {std::pair{"wait_us", 2000},
                                          {"cpu_us", 300},
                                          {"burn_us", 1000},
                                          {"file_bytes", 65536}}) {
            if (p.name == name) {
                text += "/" + std::string(name) + ":" + std::to_string(value);
            }
        }
    }
    return bench::parse_cell(text);
}

bench::options once(const std::map<std::string, double>& rates) {
    bench::options how;
    how.batches = 1;
    how.settings.rates = rates;
    return how;
}

/// The computations that the workloads are sized by, on this machine.
const std::map<std::string, double>& rates() {
    static const std::map<std::string, double> measured = [] {
        std::map<std::string, double> all;
        for (const auto& w : bench::all().workloads) {
            if (const double rate = w.calibrate(); rate > 0) {
                all[w.name] = rate;
            }
        }
        return all;
    }();
    return measured;
}

/// The ideal of the sample follows from the planned cost, but for what computing is measured to
/// take: that is calibrated once, and measured anew for each sample, on a machine that others use
/// too.
void expect_ideal(const planned_sample& planned, const bench::measurement& m) {
    auto cost = planned.cost;
    cost.cpu_ns = m.cost.cpu_ns;
    const auto bound = bench::best_makespan(cost, m.cell.size.tasks, planned.limit, m.at_work);
    // A plan draws mandelbrot's tiles from 256 points: the mean share of the first twelve differs
    // by up to 8 % from that of 30 to 600 points, which a task of 300 us has (calculated).
    constexpr double shares_known_to = 0.1;
    EXPECT_NEAR(static_cast<double>(bound.ns), static_cast<double>(m.bound.ns),
                shares_known_to * static_cast<double>(m.bound.ns));
    EXPECT_STREQ(bound.kind, m.bound.kind);
    EXPECT_EQ(planned.cost.wait_ns, m.cost.wait_ns);
    if (planned.cost.cpu_ns > 0) {
        constexpr int calibrated_to =
            4; // the units are right: a hypervisor's two modes are 2 apart
        EXPECT_LE(planned.cost.cpu_ns, calibrated_to * m.cost.cpu_ns);
        EXPECT_GE(calibrated_to * planned.cost.cpu_ns, m.cost.cpu_ns);
    }
}

void expect_as_planned(const planned_sample& planned, const bench::measurement& m) {
    EXPECT_EQ(planned.limit, m.limit);
    EXPECT_LE(m.max_in_flight, planned.limit);
    expect_ideal(planned, m);
    const auto needs = planned.needs;
    EXPECT_LE(m.open.threads, static_cast<std::int64_t>(needs.threads));
    EXPECT_LE(m.open.processes, static_cast<std::int64_t>(needs.processes));
    // A sample shows the sum over all processes, a plan that of the one that has most.
    EXPECT_LE(m.open.descriptors, static_cast<std::int64_t>(needs.descriptors) * m.open.processes);
    EXPECT_LE(m.peak_rss_bytes, static_cast<std::int64_t>(needs.memory_bytes));
}

/// Not under sanitizers, which have memory and times of their own: tests/walks.cmake.
class PlannedSamplesTiming : public testing::TestWithParam<std::string> {};

TEST_P(PlannedSamplesTiming, AreAsTheSamplesThenAre) {
    const auto how = once(rates());
    const auto where = short_cell(bench::all().workload(GetParam()));
    for (const auto& contender : bench::all().contenders) {
        if (contender.workload != where.workload) {
            continue;
        }
        SCOPED_TRACE(contender.name());
        in_child([&] { // as in a run: what one has left running is not the next one's
            const auto planned = plan({&contender, where}, how.settings, machine_limits{});
            const auto m = bench::measure(contender, where, how);
            if (!planned.reason.empty()) {
                EXPECT_EQ(m.status, bench::status::skipped);
                EXPECT_EQ(m.reason, planned.reason);
            } else if (m.status == bench::status::ok) {
                expect_as_planned(planned, m);
            } else { // what only the server or the batch can tell: no database, unprotected
                EXPECT_EQ(m.status, bench::status::skipped) << m.reason;
            }
        });
    }
}

std::vector<std::string> workload_names() {
    std::vector<std::string> names;
    for (const auto& w : bench::all().workloads) {
        names.push_back(w.name);
    }
    return names;
}

INSTANTIATE_TEST_SUITE_P(Every, PlannedSamplesTiming, testing::ValuesIn(workload_names()),
                         [](const auto& info) { return info.param; });

TEST(BenchPlan, StartsNothing) {
    in_child([] {
        bench::share_creation_counts();
        const auto before = bench::creations_so_far();
        const auto open = bench::descriptor_count(::getpid());
        for (const auto& contender : bench::all().contenders) {
            const auto where = short_cell(bench::all().workload(contender.workload));
            static_cast<void>(plan({&contender, where}, {}, bench::read_machine_limits()));
        }
        const auto after = bench::creations_so_far();
        EXPECT_EQ(after.threads, before.threads);
        EXPECT_EQ(after.processes, before.processes);
        EXPECT_EQ(bench::descriptor_count(::getpid()), open);
        EXPECT_TRUE(bench::children_of(::getpid()).empty());
    });
}

const bench::contender_entry& entry_of(const std::string& name, const std::string& workload) {
    for (const auto& c : bench::all().contenders) {
        if (c.name() == name && c.workload == workload) {
            return c;
        }
    }
    throw std::runtime_error("no " + name + " on " + workload);
}

planned_sample planned(const std::string& name, const std::string& cell,
                       const machine_limits& machine = {}) {
    const auto where = bench::parse_cell(cell);
    return plan({&entry_of(name, where.workload), where},
                {.rates = {{"sha256", 1000.0}}, .texts = {}}, machine);
}

TEST(BenchPlan, TakesTheLimitFromTheStrategy) {
    EXPECT_EQ(planned("sequential/std", "tcp/tasks:1000/limit:64").limit, 1U);
    EXPECT_EQ(planned("thread_pool/std", "tcp/tasks:1000/limit:64").limit, 64U);
    EXPECT_EQ(planned("thread_per_task/std", "tcp/tasks:1000/limit:64").limit, 1000U);
}

TEST(BenchPlan, TellsWhatBoundsAndHowMuch) {
    const auto waiting = planned("thread_pool/std", "tcp/tasks:1000/limit:64/wait_us:5000");
    EXPECT_EQ(waiting.bound.ns, 80'000'000);
    EXPECT_STREQ(waiting.bound.kind, "limit");
    const auto arriving = planned("thread_pool/std", "head_of_line/tasks:400/period_us:1000");
    EXPECT_EQ(arriving.bound.ns, 401'000'000) << "399 periods and a wait of 2 ms";
    EXPECT_STREQ(arriving.bound.kind, "arrival");
    const auto alone = planned("sequential/std", "sha256/tasks:100/cpu_us:1000");
    EXPECT_EQ(alone.bound.ns, 100'000'000) << "one task at a time, whatever the machine has";
    EXPECT_EQ(planned("sequential/std", "sha256/tasks:10/bytes:5000000").cost.cpu_ns, 5'000'000)
        << "by the rate that was brought";
    EXPECT_EQ(
        planned("sequential/std", "mixed/tasks:1/work_us:2000/wait_share_pct:25").cost.wait_ns,
        500'000);
}

TEST(BenchPlan, SaysWithNumbersWhatAMachineIsTooSmallFor) {
    const machine_limits few{.descriptors = 500};
    const auto reason = planned("thread_per_task/std", "tcp/tasks:1000/limit:64", few).reason;
    EXPECT_NE(reason.find("1064 descriptors"), std::string::npos) << reason;
    EXPECT_NE(reason.find("500"), std::string::npos) << reason;
    EXPECT_NE(reason.find("ulimit -Hn 1064"), std::string::npos) << reason;
    EXPECT_EQ(planned("thread_pool/std", "tcp/tasks:1000/limit:64", few).reason, "");
    const machine_limits one{.threads = 40, .threads_by = "pids.max"};
    EXPECT_EQ(
        planned("thread_pool/std", "timer/tasks:100/limit:64", one).reason,
        "needs 64 more threads and processes, and 40 may be started (pids.max): lower the tasks "
        "or the limit, or raise that");
    const machine_limits small{.memory_bytes = 1 << 20};
    EXPECT_NE(planned("thread_pool/std", "timer/tasks:100/limit:64", small).reason.find("1 MiB"),
              std::string::npos);
}

TEST(BenchPlan, IsALineOfJsonForEachPair) {
    bench::options how;
    how.cells.push_back(bench::parse_cell("timer/tasks:10/limit:2/wait_us:5000"));
    how.cells.push_back(bench::parse_cell("noop/tasks:1"));
    how.contenders = {"sequential/std", "thread_per_task/*"};
    std::ostringstream out;
    write_plan(out, bench::all(), how);
    std::istringstream lines(out.str());
    std::vector<nlohmann::json> all;
    for (std::string line; std::getline(lines, line);) {
        all.push_back(nlohmann::json::parse(line));
    }
    ASSERT_EQ(all.size(), 4U);
    for (const auto& one : all) {
        EXPECT_EQ(one.at("status"), "ok");
        EXPECT_EQ(one.at("kind"), one.at("strategy") == "sequential" ? "best" : "mistake");
        EXPECT_EQ(one.at("language"), "cpp");
        EXPECT_GT(one.at("needs").at("memory_bytes"), 0);
    }
}

} // namespace
} // namespace crossover::tests
