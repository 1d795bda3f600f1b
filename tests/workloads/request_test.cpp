/// Requests of several steps: every contender that can wait so takes each step of each, once and in
/// its order, and a digest holds the salt of its batch and the waits that were drawn.

#include "bench/catalog/registry.hpp"
#include "bench/checks/server_checks.hpp"
#include "bench/sample/outcomes.hpp"
#include "tests/strategies/conformance.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <string>

namespace crossover::tests {
namespace {

constexpr const char* many_steps = "all(tcp 200us exponential x 3); cpu 20us; sleep 100us "
                                   "lognormal(1); tcp 100us; cpu 10us exponential";

std::unique_ptr<bench::live_workload> requests_of(const std::string& steps,
                                                  std::uint64_t seed = 1) {
    const auto& entry = bench::all().workload("request");
    const run_settings run{.rates = {{"sha256", 100.0}}, .texts = {{"steps", steps}}, .seed = seed};
    return entry.make(parameters("request", entry.parameters, {}, run));
}

/// Runs a batch, whose digests must be right, with the server's counts from its beginning on.
void run_right(runner& contender, bench::live_workload& work, bench::outcomes& left,
               std::size_t tasks) {
    const batch b = left.prepare(tasks, true);
    work.begin_batch(b.salt);
    work.reset_server();
    contender.run(b);
    EXPECT_EQ(left.check(tasks, [&](std::size_t i) { return work.expected(i); }), "");
}

class EveryContenderOfRequests : public testing::TestWithParam<contender> {};

TEST_P(EveryContenderOfRequests, TakesEveryStepOnce) {
    const auto& entry = *GetParam();
    constexpr std::size_t tasks = 12;
    in_a_fit_process(entry, [&] {
        const auto work = requests_of(many_steps);
        bench::outcomes left(tasks);
        const auto runner = entry.make(*work, {.tasks = tasks, .limit = 4});
        for (int twice = 0; twice < 2; ++twice) {
            run_right(*runner, *work, left, tasks);
            EXPECT_EQ(work->server()->requests, 4 * tasks) << entry.name();
            for (std::size_t i = 0; i < tasks; ++i) {
                const auto& when = left.stamps()[i];
                EXPECT_GE(when.ended_ns - when.started_ns, *work->own_wait_ns(i)) << entry.name();
            }
        }
    });
}

/// Loops make all calls and take back those that they do not need; who blocks makes those that it
/// needs. The digests are the same, and nothing is left behind: the second batch finds a server
/// that holds nothing.
TEST_P(EveryContenderOfRequests, NeedsTheFirstOrAQuorumOfItsCalls) {
    const auto& entry = *GetParam();
    constexpr std::size_t tasks = 12;
    in_a_fit_process(entry, [&] {
        const auto work = requests_of("first(tcp 3ms exponential x 3); cpu 10us; "
                                      "quorum(2, tcp 3ms exponential x 5); tcp 100us");
        bench::outcomes left(tasks);
        const auto runner = entry.make(*work, {.tasks = tasks, .limit = 4});
        for (int twice = 0; twice < 2; ++twice) {
            run_right(*runner, *work, left, tasks);
            const auto seen = *work->server();
            if (on_a_loop(entry)) {
                EXPECT_EQ(seen.requests, 9 * tasks) << entry.name();
            }
            EXPECT_EQ(seen.withdrawn > 0, seen.requests == 9 * tasks) << entry.name();
            EXPECT_TRUE(seen.requests == 9 * tasks || seen.requests == 4 * tasks) << entry.name();
            EXPECT_GE(seen.requests - seen.withdrawn, 4 * tasks) << entry.name();
            EXPECT_NO_THROW(bench::check_server_counts(
                seen, *work->exchange(tasks),
                {.tasks = tasks, .limit = entry.limit({.tasks = tasks, .limit = 4})}))
                << entry.name();
            for (std::size_t i = 0; i < tasks; ++i) {
                const auto& when = left.stamps()[i];
                EXPECT_GE(when.ended_ns - when.started_ns, *work->own_wait_ns(i)) << entry.name();
            }
        }
    });
}

/// Of 16 calls the first is soon there, and nobody waits for the slowest.
TEST(Request, IsOverWithTheFirstAnswer) {
    const auto work = requests_of("first(tcp 100ms exponential x 16)");
    bench::outcomes left(1);
    for (const auto& entry : bench::all().contenders) {
        if (entry.workload == "request" && entry.name() == "gather/asio") {
            const auto runner = entry.make(*work, {.tasks = 1, .limit = 1});
            const batch b = left.prepare(1, true);
            work->begin_batch(b.salt);
            runner->run(b);
            const auto took = left.stamps()[0].ended_ns - left.stamps()[0].started_ns;
            EXPECT_GE(took, *work->own_wait_ns(0));
            EXPECT_LT(took, *work->own_wait_ns(0) + 40'000'000);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Every, EveryContenderOfRequests,
                         testing::ValuesIn(contenders_on(bench::all(), "request")),
                         contender_name());

TEST(Request, HoldsItsSaltItsStepsAndItsWaitsInEveryDigest) {
    std::set<std::uint64_t> seen;
    std::size_t made = 0;
    const auto look = [&](const bench::live_workload& work, std::uint64_t salt) {
        for (std::size_t i = 0; i < 4; ++i) {
            seen.insert(work.expected(i, salt));
            ++made;
        }
    };
    for (const auto* const steps :
         {"tcp 1ms", "sleep 1ms", "cpu 1us", "tcp 1ms; cpu 1us", "cpu 1us; tcp 1ms",
          "cpu 1us; tcp 1ms; cpu 1us", "all(tcp 1ms x 2); cpu 1us",
          "quorum(2, tcp 1ms x 3); cpu 1us"}) {
        const auto work = requests_of(steps);
        look(*work, 0);
        look(*work, 7);
    }
    look(*requests_of("tcp 1ms exponential; cpu 1us", 1), 7);
    look(*requests_of("tcp 1ms exponential; cpu 1us", 2), 7);
    look(*requests_of("tcp 1ms uniform; cpu 1us", 2), 7);
    EXPECT_EQ(seen.size(), made);
}

/// What one step computes alike for all is looked up, and what each computes for itself is not.
TEST(Request, KnowsWhatItsStepsCompute) {
    for (const auto* const steps : {"cpu 20us; cpu 5us", "cpu 20us exponential; cpu 5us"}) {
        const auto work = requests_of(steps);
        for (std::size_t i = 0; i < 6; ++i) {
            EXPECT_EQ(work->compute(i, 0), work->expected(i, 0)) << steps;
        }
    }
}

} // namespace
} // namespace crossover::tests
