/// The salt of a batch: what is remembered of another batch is wrong, in every workload.

#include "workloads/support/salted.hpp"

#include "base/digest.hpp"
#include "bench/catalog/registry.hpp"
#include "tests/bench/cheats.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

/// Takes no salt.
struct saltless : compute_only {
    static constexpr std::string_view name = "saltless";
    static constexpr std::string_view summary = "";
    static constexpr std::array<parameter, 0> parameter_list{};
    explicit saltless(const parameters& /*p*/) {}
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) noexcept {
        return mix(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }
};

/// Of the workloads that need nothing outside of this process.
std::vector<std::string> computing_workloads() {
    std::vector<std::string> names;
    for (const auto& entry : bench::all().workloads) {
        if (entry.wait == wait::none::name) {
            names.push_back(entry.name);
        }
    }
    return names;
}

/// Sized to take little.
std::unique_ptr<bench::live_workload> small(const std::string& name) {
    const auto& entry = bench::all().workload(name);
    std::map<std::string, std::int64_t> given;
    for (const auto& p : entry.parameters) {
        if (p.name == "cpu_us") {
            given.emplace(p.name, 10);
        }
    }
    return entry.make(parameters(name, entry.parameters, given, {}));
}

TEST(Salt, IsInTheDigestOfEveryTaskOfEveryWorkload) {
    const auto names = computing_workloads();
    ASSERT_GE(names.size(), 7U);
    for (const auto& name : names) {
        const auto work = small(name);
        for (std::size_t i = 0; i < 10; ++i) {
            EXPECT_EQ(work->compute(i, 7), work->expected(i, 7)) << name;
            EXPECT_EQ(work->compute(i, 8), work->expected(i, 8)) << name;
            EXPECT_NE(work->expected(i, 7), work->expected(i, 8)) << name << ", task " << i;
            EXPECT_NE(work->expected(i, 7), work->expected(i + 1, 7)) << name << ", task " << i;
        }
        work->begin_batch(7);
        EXPECT_EQ(work->compute(3), work->expected(3, 7)) << name;
        work->begin_batch(8);
        EXPECT_EQ(work->compute(3), work->expected(3, 8)) << name;
    }
}

TEST(Salt, IsLaidOverTheDigestsOfAWorkloadThatTakesNone) {
    const salted<saltless> work(parameters("saltless", {}, {}, {}));
    work.set_salt(5);
    EXPECT_EQ(work.compute(3, 0), saltless::expected(3) ^ 5U);
    EXPECT_EQ(work.expected(3), saltless::expected(3) ^ 5U);
}

TEST(Salt, ReachesProcessesThatWereForkedBefore) {
    const salted<saltless> work(parameters("saltless", {}, {}, {}));
    const shared_memory<std::atomic<int>> turn;
    const shared_memory<std::atomic<std::uint64_t>> yielded;
    const auto child = ::fork();
    if (child == 0) {
        while (*turn == 0) {
        }
        *yielded = work.compute(3, 0);
        ::_exit(0);
    }
    work.set_salt(9);
    *turn = 1;
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(*yielded, work.expected(3));
    EXPECT_NE(*yielded, saltless::expected(3));
}

/// Remembers what its tasks yielded in the first batch: all of them, or the even ones.
bench::contender_entry remembering(const std::string& workload, std::size_t every) {
    return cheat(workload, [every, known = std::vector<std::uint64_t>()](
                               const batch& b, const bench::live_workload& work) mutable {
        known.resize(std::max(known.size(), b.tasks));
        for (std::size_t i = 0; i < b.tasks; ++i) {
            const auto started = now_ns();
            if (known[i] == 0 || i % every != 0) {
                known[i] = work.compute(i);
            }
            b.results[i] = known[i];
            if (b.stamps != nullptr) {
                b.stamps[i] = {started, now_ns()};
            }
        }
    });
}

TEST(Salt, VoidsDigestsThatAreRememberedFromAnEarlierBatch) {
    for (const std::size_t every : {1U, 2U}) {
        for (const char* cell : {"noop/tasks:100", "sha256/tasks:20/bytes:10000",
                                 "nqueens/tasks:20/boards:10", "payload/tasks:20"}) {
            const auto where = bench::parse_cell(cell);
            const auto m = measure(remembering(where.workload, every), where, of_batches(2));
            EXPECT_EQ(m.status, bench::status::invalid) << cell << ", every " << every;
            EXPECT_NE(m.reason.find("task 0 yielded digest"), std::string::npos) << m.reason;
        }
    }
}

TEST(Salt, IsNoMatterToWhoRemembersNothing) {
    const auto m =
        measure(remembering("noop", 1000), bench::parse_cell("noop/tasks:1000"), of_batches(2));
    EXPECT_EQ(m.status, bench::status::invalid) << "task 0 was remembered";
    const auto honest = measure(real("sequential/std", "sha256"),
                                bench::parse_cell("sha256/tasks:20/bytes:10000"), of_batches(2));
    EXPECT_EQ(honest.status, bench::status::ok) << honest.reason;
    const auto again = measure(real("thread_pool/std", "sha256"),
                               bench::parse_cell("sha256/tasks:20/bytes:10000"), of_batches(3));
    EXPECT_EQ(honest.digest, again.digest) << "a sample's is without a salt";
}

} // namespace
} // namespace crossover::tests
