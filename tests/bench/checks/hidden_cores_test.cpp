/// Computing on more cores than a contender may use: its ideal is that of those which it may.

#include "base/keep.hpp"
#include "bench/catalog/plan.hpp"
#include "bench/sample/ideal.hpp"
#include "tests/bench/cheats.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>

namespace crossover::tests {
namespace {

constexpr int many_cores = 16;

double at_work(const std::string& contender, std::size_t limit) {
    return real(contender, "sha256").at_work({.tasks = 100, .limit = limit}, many_cores);
}

TEST(AtWork, IsOneCoreForWhoRunsOneTaskAfterAnother) {
    EXPECT_EQ(at_work("sequential/std", 100), 1);
    for (const auto& entry : bench::all().contenders) {
        const bool parallel = entry.engine == "asio_cores";
        if ((entry.strategy == "gather" || entry.strategy == "semaphore") && !parallel) {
            EXPECT_EQ(entry.at_work({.tasks = 100, .limit = 50}, many_cores), 1) << entry.name();
        }
    }
}

TEST(AtWork, IsAsManyCoresAsAPoolHasWorkers) {
    for (const auto& entry : bench::all().contenders) {
        if (entry.strategy == "thread_pool" || entry.strategy == "process_pool" ||
            entry.strategy == "offload") {
            EXPECT_EQ(entry.at_work({.tasks = 100, .limit = 3}, many_cores), 3) << entry.name();
            EXPECT_EQ(entry.at_work({.tasks = 100, .limit = 50}, many_cores), 16) << entry.name();
        }
        if (entry.engine == "asio_cores" && entry.strategy == "gather") {
            EXPECT_EQ(entry.at_work({.tasks = 100, .limit = 3}, many_cores), 16);
        }
    }
}

TEST(AtWork, BoundsThePlansIdeal) {
    bench::options how;
    how.cells = {bench::parse_cell("sha256/tasks:100/limit:50/cpu_us:1000")};
    how.contenders = {"sequential/std"};
    const auto pairs = bench::select(bench::all(), how);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(plan(pairs[0], {}, bench::read_machine_limits()).bound.ns, 100'000'000)
        << "whatever the machine has";
}

/// Computes half of its tasks in the batch. The other half is done where the makespan does not see
/// it (hidden threads, after the answer) or not at all, and its CPU time is made up.
class half_hidden final : public in_front_of {
public:
    half_hidden(std::unique_ptr<runner> behind, const bench::live_workload& work)
        : in_front_of(std::move(behind)), work_(work) {}
    void run(const batch& b) override {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            b.results[i] = work_.expected(i);
        }
        const auto start = now_ns();
        for (std::size_t i = 0; i < b.tasks; i += 2) {
            keep(work_.compute(i));
        }
        const auto took = now_ns() - start;
        invented_.user_ns += took;
        for (std::size_t i = 0; i < b.tasks && b.stamps != nullptr; ++i) {
            const auto n = static_cast<std::int64_t>(b.tasks);
            const auto at = static_cast<std::int64_t>(i);
            b.stamps[i] = {start + took * at / n, start + took * (at + 1) / n};
        }
    }
    bool run_watched(const batch& /*b*/, lag_log& /*lag*/) override { return false; }
    [[nodiscard]] worker_usage usage() override { return invented_; }

private:
    const bench::live_workload& work_;
    worker_usage invented_;
};

TEST(AtWork, VoidsHalfOfTheWorkDoneElsewhereUnderALimitOfOne) {
    auto liar = real("sequential/std", "sha256");
    liar.make = [honest = liar.make](bench::live_workload& work, const batch_size& s) {
        return std::make_unique<half_hidden>(honest(work, s), work);
    };
    // Short batches: some are over before a busy machine takes the core away.
    const auto where = bench::parse_cell("sha256/tasks:20/limit:20/cpu_us:50");
    const auto m = measure(liar, where, of_batches(200));
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_NE(m.reason.find("nothing can take less"), std::string::npos) << m.reason;
    const auto honest = measure(real("sequential/std", "sha256"), where, of_batches(200));
    EXPECT_EQ(honest.status, bench::status::ok) << honest.reason;
    EXPECT_LE(honest.efficiency(), 1.02);
}

} // namespace
} // namespace crossover::tests
