/// An open loop: arrivals that are drawn once, latencies from the arrival, and the generator that
/// must not be late; against theory, and against generators that lie.

#include "bench/sample/open_loop.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/catalog/open_parameters.hpp"
#include "tests/support/ms.hpp"
#include "workloads/support/shape.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using bench::arrival_pattern;
using bench::open_figures_of;
using bench::open_loop;
using tests::ms;

parameters requests_with(std::int64_t rate, const std::string& arrivals = "poisson") {
    return parameters("noop", bench::open_parameters, {{"rate", rate}},
                      {.rates = {}, .texts = {{"arrivals", arrivals}}, .seed = 5});
}

TEST(Arrivals, AreTheSameForTheSameSeedAndComeAtTheirRate) {
    for (const auto* const text : {"poisson", "constant", "bursts(8)"}) {
        const arrival_pattern how(text);
        const auto when = how.draw(80'000, 1000, 3);
        EXPECT_EQ(when, how.draw(80'000, 1000, 3));
        EXPECT_TRUE(std::ranges::is_sorted(when));
        EXPECT_EQ(when.front(), bench::quiet_start_ns);
        EXPECT_NEAR(static_cast<double>(when.back()) / 1e9, 80, 3.2) << text; // 4 sigma of bursts
    }
    EXPECT_NE(arrival_pattern("poisson").draw(9, 1, 1), arrival_pattern("poisson").draw(9, 1, 2));
}

TEST(Arrivals, ComeInBursts) {
    const auto when = arrival_pattern("bursts(4)").draw(12, 1000, 1);
    EXPECT_EQ(when[0], when[3]);
    EXPECT_LT(when[3], when[4]);
    EXPECT_EQ(when[4], when[7]);
}

TEST(Arrivals, OfAnotherKindAreRefused) {
    for (const auto* const wrong : {"", "random", "bursts", "bursts()", "bursts(0)", "bursts(x)"}) {
        EXPECT_THROW(static_cast<void>(arrival_pattern(wrong)), error) << wrong;
    }
}

/// A batch whose requests start and end as a test says, let go as it says.
struct told_batch {
    open_loop loop;
    std::vector<stamp> stamps;

    explicit told_batch(const parameters& p, std::size_t tasks,
                        std::size_t room = arrival_plan::unbounded)
        : loop(p, tasks, room), stamps(tasks) {
        loop.plan().begin(tasks, now_ns());
        for (std::size_t i = 0; i < tasks; ++i) {
            loop.plan().released_ns[i] = loop.plan().at(i);
        }
    }

    /// Servers that take the requests in their order, each for `service(i)` ns.
    template <class Service>
    void serve(std::size_t servers, Service service) {
        std::vector<std::int64_t> free(servers, 0);
        for (std::size_t i = 0; i < stamps.size(); ++i) {
            auto first = std::ranges::min_element(free);
            stamps[i].started_ns = std::max(*first, loop.plan().released_ns[i]);
            *first = stamps[i].ended_ns = stamps[i].started_ns + service(i);
        }
    }

    [[nodiscard]] double mean_wait_ns() const {
        double sum = 0;
        for (std::size_t i = 0; i < stamps.size(); ++i) {
            sum += static_cast<double>(stamps[i].started_ns - loop.plan().released_ns[i]);
        }
        return sum / static_cast<double>(stamps.size());
    }
};

/// The probability that a request of M/M/c waits (A. K. Erlang 1917).
double erlang_c(std::size_t servers, double offered) {
    double term = 1;
    double sum = 1;
    for (std::size_t k = 1; k < servers; ++k) {
        term *= offered / static_cast<double>(k);
        sum += term;
    }
    const double c = static_cast<double>(servers);
    const double last = term * offered / c / (1 - offered / c);
    return last / (sum + last);
}

struct queue_case {
    const char* service;
    std::size_t servers;
    double load;
};

class QueueTheory : public testing::TestWithParam<queue_case> {};

/// Pollaczek and Khinchine for M/D/1, Erlang for M/M/c. With the draws of the suite, so that both
/// are held against known mathematics: the mean over 30 runs, within 4 standard errors and 2 %.
TEST_P(QueueTheory, GivesTheMeanWait) {
    const auto [service, servers, load] = GetParam();
    constexpr double service_ns = 1e6;
    constexpr std::size_t runs = 30;
    constexpr std::size_t tasks = 40'000;
    const auto rate = static_cast<std::int64_t>(load * static_cast<double>(servers) * 1e3);
    std::vector<double> means;
    for (std::size_t run = 1; run <= runs; ++run) {
        auto p = parameters("noop", bench::open_parameters, {{"rate", rate}},
                            {.rates = {}, .texts = {}, .seed = run});
        told_batch batch(p, tasks);
        const workloads::drawn_times times(1'000'000, 1, workloads::shape(service), run, 1);
        batch.serve(servers, [&](std::size_t i) { return times.ns(i); });
        means.push_back(batch.mean_wait_ns());
    }
    const double mean = std::accumulate(means.begin(), means.end(), 0.0) / runs;
    double squares = 0;
    for (const double one : means) {
        squares += (one - mean) * (one - mean);
    }
    const double error = std::sqrt(squares / (runs - 1) / runs);
    const double queue = erlang_c(servers, load * static_cast<double>(servers)) /
                         (static_cast<double>(servers) * (1 - load)) * service_ns;
    const double theory = std::string(service) == "constant" ? queue / 2 : queue;
    EXPECT_NEAR(mean, theory, 4 * error + 0.02 * theory) << service << " x " << servers;
}

std::vector<queue_case> all_queues() {
    std::vector<queue_case> all;
    for (const double load : {0.3, 0.5, 0.7, 0.9}) {
        all.push_back({"exponential", 1, load});
        all.push_back({"constant", 1, load});
        all.push_back({"exponential", 4, load});
    }
    return all;
}
INSTANTIATE_TEST_SUITE_P(At, QueueTheory, testing::ValuesIn(all_queues()));

TEST(OpenLoop, CountsLatencyFromTheArrival) {
    told_batch batch(requests_with(100, "constant"), 2000);
    batch.serve(1, [](std::size_t) { return 2 * ms; });
    batch.stamps[1000].ended_ns += 7 * ms;
    const auto found = batch.loop.judge(batch.stamps, 0);
    EXPECT_EQ(found.latency_ns.p50, 2 * ms);
    EXPECT_EQ(found.latency_ns.max, 9 * ms);
    EXPECT_EQ(found.generator_late_ns.max, 0);
    EXPECT_NEAR(found.achieved_rate, 100, 0.1);
    EXPECT_FALSE(found.saturated);
}

TEST(OpenLoop, TellsTheMeanWaitFromTheArrival) {
    told_batch batch(requests_with(1000), 4000);
    batch.serve(1, [](std::size_t) { return 9 * ms / 10; });
    const auto found = batch.loop.judge(batch.stamps, 0);
    EXPECT_GT(found.mean_wait_ns, 2 * ms);
    EXPECT_NEAR(found.mean_wait_ns, batch.mean_wait_ns(), 1);
}

/// Little's law: the backlog that the figures count, over time, is rate times latency.
TEST(OpenLoop, KeepsLittlesLaw) {
    told_batch batch(requests_with(500, "constant"), 3000);
    batch.serve(100, [](std::size_t) { return 50 * ms; });
    const auto found = batch.loop.judge(batch.stamps, 0);
    EXPECT_NEAR(static_cast<double>(found.backlog), 500 * 0.050, 1);
    EXPECT_NEAR(found.backlog_growth, 0, 1e-3);
}

TEST(OpenLoop, IsSaturatedWhereTheBacklogGrows) {
    for (const auto& [service_us, saturated] : {std::pair{900, false}, std::pair{1100, true}}) {
        told_batch batch(requests_with(1000), 4000);
        batch.serve(1, [us = service_us](std::size_t) { return std::int64_t{us} * 1000; });
        const auto found = batch.loop.judge(batch.stamps, 0);
        EXPECT_EQ(found.saturated, saturated)
            << found.backlog << " at the end, growing by " << found.backlog_growth;
    }
}

std::string void_because(const told_batch& batch) {
    try {
        static_cast<void>(batch.loop.judge(batch.stamps, 0));
        return "";
    } catch (const error& found) {
        EXPECT_EQ(found.code(), exit_code::invalid_measurement);
        return found.what();
    }
}

/// Not void: what is late is no lie.
std::string late_because(const told_batch& batch, std::int64_t slo_ns = 0) {
    const auto found = batch.loop.judge(batch.stamps, 0);
    try {
        bench::check_generator(found, slo_ns);
        return "";
    } catch (const bench::late_generator& late) {
        return late.what();
    }
}

/// A generator that lets the next request go when the last has its answer, as a closed loop does:
/// a stall hides the requests that would have met it.
TEST(OpenLoop, CatchesAGeneratorThatWaitsForAnswers) {
    told_batch batch(requests_with(1000, "constant"), 2000);
    std::int64_t free_ns = 0;
    for (std::size_t i = 0; i < batch.stamps.size(); ++i) {
        const auto let_go = std::max(batch.loop.plan().at(i), free_ns);
        batch.loop.plan().released_ns[i] = let_go;
        free_ns = let_go + (i == 500 ? 200 * ms : ms / 2);
        batch.stamps[i] = {let_go, free_ns};
    }
    EXPECT_NE(late_because(batch).find("late, and 5 % of the median"), std::string::npos);
}

TEST(OpenLoop, CatchesAGeneratorThatIsLate) {
    told_batch batch(requests_with(100, "constant"), 2000);
    for (std::size_t i = 0; i < 2000; i += 50) { // 2 %
        batch.loop.plan().released_ns[i] += ms / 4;
    }
    batch.serve(1, [](std::size_t) { return 4 * ms; });
    EXPECT_NE(late_because(batch).find("let go more than 250 us late, and 5 % of the median "
                                       "latency are 200 us"),
              std::string::npos);
    EXPECT_EQ(late_because(batch, 10 * ms), "") << "an SLO of 10 ms grants 500 us";
    EXPECT_NE(late_because(batch, 4 * ms), "") << "one of 4 ms does not";
}

TEST(OpenLoop, CatchesARequestThatStartsBeforeItArrives) {
    told_batch batch(requests_with(100, "constant"), 100);
    batch.serve(1, [](std::size_t) { return ms; });
    batch.stamps[7].started_ns -= 1;
    EXPECT_NE(void_because(batch).find("request 7 is said to have started"), std::string::npos);
}

/// Of 100 a second, each of which takes a second, the first 50 fill the room: their answers are
/// what there is to tell of, and the backlog is of those.
TEST(OpenLoop, LeavesOutThoseThatWereRefused) {
    told_batch batch(requests_with(100, "constant"), 100, 50);
    batch.serve(100, [](std::size_t) { return 1000 * ms; });
    std::vector<std::uint8_t> unanswered(100);
    for (std::size_t i = 50; i < 100; ++i) {
        batch.loop.plan().refused[i] = unanswered[i] = 1;
        batch.stamps[i] = {};
    }
    const auto found = batch.loop.judge(batch.stamps, 0, unanswered);
    EXPECT_EQ(found.refused, 50);
    EXPECT_EQ(found.failed, 0);
    EXPECT_EQ(found.latency_ns.max, 1000 * ms);
    EXPECT_EQ(found.backlog, 50);
    EXPECT_NEAR(found.achieved_rate, 50 / 1.49, 0.1);
    batch.loop.plan().refused[99] = 0;
    EXPECT_EQ(open_figures_of(batch.loop.plan(), batch.stamps, unanswered).failed, 1);
}

TEST(OpenLoop, CatchesARequestForWhichThereWasNoRoom) {
    told_batch batch(requests_with(1000, "constant"), 100, 3);
    batch.serve(3, [](std::size_t) { return ms; });
    EXPECT_EQ(void_because(batch), "");
    for (auto& when : batch.stamps) { // now four are there at once
        when.ended_ns += 2 * ms + ms / 2;
    }
    EXPECT_NE(void_because(batch).find("request 3 was let in as one of 4, and the limit and the "
                                       "queue have room for 3"),
              std::string::npos)
        << void_because(batch);
}

/// Each is gone after 1 ms, and 10 ms pass until the next: there is always room for all three.
TEST(OpenLoop, CatchesRefusalsForWhichThereIsNoReason) {
    told_batch batch(requests_with(100, "constant"), 200, 3);
    batch.serve(1, [](std::size_t) { return ms; });
    std::vector<std::uint8_t> unanswered(200);
    const auto refuse = [&](std::size_t i) {
        batch.loop.plan().refused[i] = unanswered[i] = 1;
        batch.stamps[i] = {};
    };
    refuse(7);
    refuse(8);
    EXPECT_NO_THROW(static_cast<void>(batch.loop.judge(batch.stamps, 0, unanswered)));
    refuse(9);
    try {
        static_cast<void>(batch.loop.judge(batch.stamps, 0, unanswered));
        ADD_FAILURE() << "three of 200 were refused for nothing";
    } catch (const error& e) {
        EXPECT_NE(std::string(e.what()).find("3 of 200 requests were refused while there was room"),
                  std::string::npos)
            << e.what();
    }
}

TEST(OpenLoop, CatchesARequestThatIsLostAndOneThatIsCountedTwice) {
    EXPECT_NO_THROW(bench::check_conservation({.answered = 7, .refused = 2, .failed = 1}, 10));
    EXPECT_THROW(bench::check_conservation({.answered = 7, .refused = 2}, 10), error);
    EXPECT_THROW(bench::check_conservation({.answered = 8, .refused = 2, .failed = 1}, 10), error);
}

/// The generator itself, as every strategy uses it.
TEST(Generator, LetsEachGoInItsOrderAndNeverEarly) {
    open_loop loop(requests_with(20'000), 500);
    auto& plan = loop.plan();
    plan.begin(500, now_ns());
    std::vector<std::size_t> seen;
    let_arrive(
        plan, [] { return false; }, [&](std::size_t i) { seen.push_back(i); });
    ASSERT_EQ(seen.size(), 500U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
    for (std::size_t i = 0; i < 500; ++i) {
        EXPECT_GE(plan.released_ns[i], plan.at(i));
    }
}

TEST(Generator, RefusesWhatFindsNoRoomAndGoesOnWhenThereIs) {
    open_loop loop(requests_with(20'000), 10, 3);
    auto& plan = loop.plan();
    for (int twice = 0; twice < 2; ++twice) {
        plan.begin(10, now_ns());
        std::vector<std::size_t> seen;
        let_arrive(
            plan, [] { return false; },
            [&](std::size_t i) {
                seen.push_back(i);
                if (i == 2) { // the room is full with it, and two of those there leave
                    plan.end(0);
                    plan.end(1);
                }
            });
        EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        EXPECT_FALSE(plan.is_refused(4));
        EXPECT_TRUE(plan.is_refused(5));
        EXPECT_GE(plan.released_ns[9], plan.at(9));
    }
}

TEST(Generator, LetsTakersPassOverManyInOneStep) {
    open_loop loop(requests_with(20'000), 6, 6);
    auto& plan = loop.plan();
    plan.begin(6, now_ns());
    plan.close(0);
    plan.refused[3] = 0;
    plan.released.store(6);
    std::size_t passed_over = 0;
    EXPECT_EQ(plan.take(passed_over), 3U);
    EXPECT_EQ(passed_over, 3U);
    EXPECT_EQ(plan.taken, 4U);
    EXPECT_FALSE(plan.take(passed_over).has_value());
    EXPECT_EQ(passed_over, 5U) << "those at the end count as well";
}

/// Takers pass over those that were refused, and one of them counts each.
TEST(Generator, LetsTakersPassOverWhichWereRefused) {
    constexpr std::size_t all = 2000;
    open_loop loop(requests_with(200'000), all, 2);
    auto& plan = loop.plan();
    plan.begin(all, now_ns());
    std::atomic<std::size_t> run = 0;
    std::atomic<std::size_t> passed_over = 0;
    std::vector<std::jthread> workers;
    for (int k = 0; k < 2; ++k) {
        workers.emplace_back([&] {
            std::size_t refused = 0;
            while (const auto i = plan.take(refused)) {
                EXPECT_FALSE(plan.is_refused(*i));
                ++run;
                sleep_until_ns(now_ns() + 50'000);
                plan.end(*i);
            }
            passed_over += refused;
        });
    }
    let_arrive_for_takers(plan, [] { return false; });
    workers.clear();
    EXPECT_EQ(run + passed_over, all);
    EXPECT_EQ(run, plan.admitted);
    EXPECT_GT(passed_over, 0U) << "a worker takes 50 us, and one arrives every 5";
}

TEST(Generator, GivesEachToOneTaker) {
    open_loop loop(requests_with(50'000), 2000);
    auto& plan = loop.plan();
    plan.begin(2000, now_ns());
    std::vector<std::atomic<int>> taken(2000);
    std::vector<std::jthread> workers;
    for (int k = 0; k < 3; ++k) {
        workers.emplace_back([&] {
            std::size_t refused = 0;
            while (const auto i = plan.take(refused)) {
                EXPECT_GE(now_ns(), plan.at(*i));
                ++taken[*i];
            }
            EXPECT_EQ(refused, 0U);
        });
    }
    let_arrive_for_takers(plan, [] { return false; });
    workers.clear();
    EXPECT_TRUE(std::ranges::all_of(taken, [](const auto& times) { return times == 1; }));
}

} // namespace
} // namespace crossover::tests
