/// The whole path of an open loop, from the generator through a strategy to the stamps, against
/// what a queue of so many servers must do with the same arrivals and the waits that were drawn.

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/sample/open_loop.hpp"
#include "bench/sample/outcomes.hpp"
#include "tests/bench/cheats.hpp"
#include "tests/support/ms.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::size_t requests = 500;

struct path_case {
    const char* contender;
    std::size_t servers;
    const char* service;
};

/// Requests that sleep for a millisecond on average, at 70 % of what the servers bear.
parameters waiting_requests(const bench::workload_entry& timer, const path_case& of) {
    const auto rate = static_cast<std::int64_t>(700 * of.servers);
    return parameters("timer", timer.parameters, {{"wait_us", 1000}, {"rate", rate}},
                      {.rates = {}, .texts = {{"wait_shape", of.service}}, .seed = 3});
}

/// How long each waits before it starts where requests are taken in their order by so many servers
/// and take what they were drawn to take (D. V. Lindley 1952, J. Kiefer and J. Wolfowitz 1955).
std::vector<std::int64_t> least_waits(const bench::live_workload& work, const arrival_plan& plan,
                                      std::size_t servers) {
    std::vector<std::int64_t> free(servers, 0);
    std::vector<std::int64_t> waits;
    for (std::size_t i = 0; i < requests; ++i) {
        auto first = std::ranges::min_element(free);
        const auto start = std::max(*first, plan.after_ns[i]);
        waits.push_back(start - plan.after_ns[i]);
        *first = start + work.own_wait_ns(i).value_or(work.wait_ns());
    }
    return waits;
}

class QueuePath : public testing::TestWithParam<path_case> {};

/// No request waits for less than in that queue, whose mean the draws are held to by theory
/// (QueueTheory); and half of them start within half a millisecond of the moment at which a server
/// is free for them.
TEST_P(QueuePath, KeepsTheOrderAndTheWaitsOfItsQueue) {
    const auto& of = GetParam();
    const auto& entry = real(of.contender, "timer");
    const auto& timer = bench::all().workload("timer");
    const auto p = waiting_requests(timer, of);
    const auto work = timer.make(p);
    bench::open_loop open(p, requests);
    bench::outcomes left(requests);
    const auto runner = entry.make(*work, {.tasks = requests, .limit = of.servers, .open = true});
    batch b = left.prepare(requests, true);
    work->begin_batch(b.salt);
    b.arrivals = &open.plan();
    open.plan().begin(requests, now_ns());
    runner->run(b);

    const auto least = least_waits(*work, open.plan(), of.servers);
    std::vector<std::int64_t> ends; // of those before, rising
    std::vector<std::int64_t> late;
    for (std::size_t i = 0; i < requests; ++i) {
        const auto& when = left.stamps()[i];
        EXPECT_GE(when.started_ns - open.plan().at(i), least[i]) << of.contender << ", " << i;
        const auto n = ends.size();
        const auto free_ns = n < of.servers ? 0 : ends[n - of.servers];
        late.push_back(when.started_ns - std::max(open.plan().at(i), free_ns));
        EXPECT_GE(late.back(), 0) << "more than the limit at once: " << of.contender << ", " << i;
        ends.insert(std::ranges::upper_bound(ends, when.ended_ns), when.ended_ns);
    }
    std::ranges::nth_element(late, late.begin() + requests / 2);
    EXPECT_LT(late[requests / 2], ms / 2) << of.contender;
}

INSTANTIATE_TEST_SUITE_P(Of, QueuePath,
                         testing::Values(path_case{"sequential/std", 1, "exponential"},
                                         path_case{"sequential/std", 1, "constant"},
                                         path_case{"semaphore/asio", 4, "exponential"},
                                         path_case{"thread_pool/std", 4, "exponential"},
                                         path_case{"process_pool/posix", 4, "exponential"}));

/// A contender that answers right, or all but request `wrong`, and lets each request go when
/// `let_go(plan, i, free_ns)` says: free_ns is when it has answered the one before.
template <class LetGo>
bench::measurement measured_with(LetGo let_go, std::int64_t slo_ns = 0,
                                 std::size_t wrong = requests) {
    auto entry = cheat("timer", [let_go, wrong](const batch& b) {
        std::int64_t free_ns = 0;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            sleep_until_ns(let_go(*b.arrivals, i, free_ns));
            const auto start = b.arrivals->released_ns[i] = now_ns();
            sleep_until_ns(start + ms);
            b.results[i] = mix(i ^ b.salt) ^ (i == wrong ? 1 : 0);
            b.stamps[i] = {start, free_ns = now_ns()};
        }
    });
    entry.takes_arrivals = true;
    auto how = of_batches(1);
    how.slo_ns = slo_ns;
    const auto* const where = "timer/tasks:300/limit:1/wait_us:1000/rate:500/arrivals:constant";
    return bench::measure(entry, bench::parse_cell(where), how);
}

TEST(OpenPath, AcceptsAGeneratorThatIsInTimeForItsSlo) {
    const auto in_time = [](const arrival_plan& plan, std::size_t i, std::int64_t /*free_ns*/) {
        return plan.at(i);
    };
    const auto m = measured_with(in_time, 2000 * ms); // 100 ms late is in time for that
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    ASSERT_TRUE(m.open_loop);
    EXPECT_GE(m.open_loop->latency_ns.p50, ms);
    EXPECT_NEAR(m.open_loop->achieved_rate, 500, 50);
}

std::int64_t too_late(const arrival_plan& plan, std::size_t i, std::int64_t /*free_ns*/) {
    return plan.at(i) + ms; // the median latency is twice that: 5 % of it are 100 us
}

/// It may be the machine's doing: no lie, and no evidence.
TEST(OpenPath, TellsALateSampleFromAVoidOne) {
    const auto m = measured_with(too_late);
    EXPECT_EQ(m.status, bench::status::late);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("5 % of the median latency"), std::string::npos) << m.reason;
    EXPECT_NE(bench::to_json_line(m).find(R"("status":"late")"), std::string::npos);
}

/// Else who lies would only have to be late as well.
TEST(OpenPath, VoidsALieHoweverLateItsSampleIs) {
    const auto m = measured_with(too_late, 0, 7);
    EXPECT_EQ(m.status, bench::status::invalid) << m.reason;
    EXPECT_NE(m.reason.find("task 7"), std::string::npos) << m.reason;
}

/// A contender on requests that arrive in no time, each of which takes a millisecond behind a queue
/// of two: what it does with those that it admits and refuses is `answer(batch, i, admitted)`.
template <class Answer>
bench::measurement measured_behind_a_queue(Answer answer) {
    auto entry = cheat("timer", [answer](const batch& b) {
        let_arrive(
            *b.arrivals, [] { return false; }, [](std::size_t) {});
        for (std::size_t i = 0; i < b.tasks; ++i) {
            const auto start = now_ns();
            sleep_until_ns(start + ms);
            b.stamps[i] = {start, now_ns()};
            answer(b, i, !b.arrivals->is_refused(i));
        }
    });
    entry.takes_arrivals = true;
    entry.limit = [](const batch_size& /*s*/) { return std::size_t{1}; };
    auto how = of_batches(1);
    how.slo_ns = 100'000 * ms;
    const auto* const where = "timer/tasks:10/limit:1/wait_us:1000/rate:100000/queue:2";
    return bench::measure(entry, bench::parse_cell(where), how);
}

TEST(OpenPath, CountsApartWhatFoundTheQueueFull) {
    const auto m = measured_behind_a_queue([](const batch& b, std::size_t i, bool admitted) {
        b.results[i] = admitted ? mix(i ^ b.salt) : b.results[i];
    });
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    ASSERT_TRUE(m.open_loop);
    EXPECT_EQ(m.open_loop->refused, 7);
    EXPECT_EQ(m.open_loop->failed, 0);
    EXPECT_STREQ(m.bound.kind, "arrival");
}

TEST(OpenPath, VoidsASampleThatAnswersWhatWasRefused) {
    const auto m = measured_behind_a_queue(
        [](const batch& b, std::size_t i, bool /*admitted*/) { b.results[i] = mix(i ^ b.salt); });
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_NE(m.reason.find("10 were answered, 7 refused and 0 failed, which are 17"),
              std::string::npos)
        << m.reason;
}

TEST(OpenPath, VoidsASampleThatLosesARequest) {
    const auto m = measured_behind_a_queue([](const batch& b, std::size_t i, bool admitted) {
        b.results[i] = admitted && i != 1 ? mix(i ^ b.salt) : b.results[i];
    });
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_NE(m.reason.find("2 were answered, 7 refused and 0 failed, which are 9"),
              std::string::npos)
        << m.reason;
}

/// Bursts of ten requests find one place in a service, and are not to ask twice: nine of ten fail,
/// each by itself.
TEST(OpenPath, CountsApartWhatItsServiceTurnsAway) {
    for (const auto* const name : {"gather/asio", "thread_pool/std", "process_pool/posix"}) {
        auto how = of_batches(1);
        how.slo_ns = 100'000 * ms;
        const auto* const where = "limited_api/tasks:40/limit:10/wait_us:20000/capacity:1/"
                                  "attempts:1/rate:200/arrivals:bursts(10)";
        const auto m = bench::measure(real(name, "limited_api"), bench::parse_cell(where), how);
        ASSERT_EQ(m.status, bench::status::ok) << name << ": " << m.reason;
        EXPECT_GT(m.open_loop->failed, 0) << name;
        EXPECT_LT(m.open_loop->failed, 40) << name;
        EXPECT_EQ(m.server->requests - m.server->refused,
                  static_cast<std::uint64_t>(40 - m.open_loop->failed))
            << name;
    }
}

TEST(OpenPath, CallsASampleLateWhoseGeneratorWaitsForAnswers) {
    const auto waits = [](const arrival_plan& plan, std::size_t i, std::int64_t free_ns) {
        return std::max(plan.at(i), free_ns + (i == 100 ? 100 * ms : 0));
    };
    const auto m = measured_with(waits); // what came in those 100 ms is sent afterwards
    EXPECT_EQ(m.status, bench::status::late);
    EXPECT_NE(m.reason.find("late, and 5 % of the median"), std::string::npos) << m.reason;
}

} // namespace
} // namespace crossover::tests
