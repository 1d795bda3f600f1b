/// The checks that hold what the server saw against what a contender claims, against contenders
/// that lie.

#include "bench/checks/server_checks.hpp"

#include "base/error.hpp"
#include "bench/catalog/registration.hpp"
#include "bench/sample/measure.hpp"
#include "engines/support/blocking_waits.hpp"
#include "tests/strategies/conformance.hpp"
#include "workloads/tcp.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>

namespace crossover::tests {
namespace {

using bench::claimed;
using bench::contender_entry;
using bench::live_workload;
using bench::measure;
using bench::measurement;
using bench::parse_cell;

constexpr server_exchange each{.request_bytes = 64, .reply_bytes = 64, .refusal_bytes = 24};

/// What the server of 100 honest tasks saw.
constexpr server_report honest{.requests = 100,
                               .refused = 0,
                               .peak_concurrency = 8,
                               .bytes_in = 6400,
                               .bytes_out = 6400,
                               .in_flight_ns = 500'000'000};
constexpr claimed hundred{.tasks = 100, .limit = 8, .latency_ns = 505'000'000};

void expect_void(const server_report& seen, const std::string& reason) {
    try {
        bench::check_server_counts(seen, each, hundred);
        ADD_FAILURE() << "not seen: " << reason;
    } catch (const error& lie) {
        EXPECT_EQ(lie.code(), exit_code::invalid_measurement);
        EXPECT_NE(std::string(lie.what()).find(reason), std::string::npos) << lie.what();
    }
}

TEST(ServerChecks, AcceptWhatIsHonest) {
    EXPECT_NO_THROW(bench::check_server_counts(honest, each, hundred));
    EXPECT_NO_THROW(bench::check_server_presence(honest, hundred));
    auto refused = honest;
    refused.requests += 7;
    refused.refused += 7;
    refused.bytes_in += 7 * 64;
    refused.bytes_out += 7 * 24;
    EXPECT_NO_THROW(bench::check_server_counts(refused, each, hundred));
}

TEST(ServerChecks, SeeEachCountThatIsWrongByOne) {
    auto seen = honest;
    --seen.requests;
    expect_void(seen, "answered 99 requests, and 100 tasks");
    seen = honest;
    ++seen.requests;
    expect_void(seen, "answered 101 requests");
    seen = honest;
    --seen.bytes_in;
    expect_void(seen, "received 6399 bytes");
    seen = honest;
    ++seen.bytes_out;
    expect_void(seen, "sent 6401");
    seen = honest;
    ++seen.peak_concurrency;
    expect_void(seen, "saw 9 requests at once and the limit is 8");
}

/// A hundred tasks that need two answers and may make three calls more: who blocks makes two calls
/// each, a loop makes five and takes some back.
TEST(ServerChecks, CountWhatMayBeTakenBack) {
    auto race = each;
    race.withdrawal_bytes = 24;
    race.answers = 2;
    race.more_calls = 3;
    race.at_once = 5;
    const auto seen = [](std::uint64_t requests, std::uint64_t withdrawn) {
        auto made = honest;
        made.requests = requests;
        made.withdrawn = withdrawn;
        made.bytes_in = requests * 64;
        made.bytes_out = (requests - withdrawn) * 64 + withdrawn * 24;
        return made;
    };
    for (const auto& [requests, withdrawn] : {std::pair{200, 0}, {500, 0}, {500, 300}, {500, 1}}) {
        EXPECT_NO_THROW(bench::check_server_counts(
            seen(static_cast<std::uint64_t>(requests), static_cast<std::uint64_t>(withdrawn)), race,
            hundred));
    }
    for (const auto& [requests, withdrawn] : {std::pair{199, 0}, {501, 0}, {500, 301}, {501, 1}}) {
        EXPECT_THROW(bench::check_server_counts(seen(static_cast<std::uint64_t>(requests),
                                                     static_cast<std::uint64_t>(withdrawn)),
                                                race, hundred),
                     error)
            << requests << ", " << withdrawn;
    }
}

TEST(ServerChecks, CountWhatSomeRequestsAreLonger) {
    auto seen = honest;
    seen.bytes_in += 2 * 90; // of two batches of fifty tasks
    auto longer = each;
    longer.longer_bytes = 90;
    auto two = hundred;
    two.batches = 2;
    EXPECT_NO_THROW(bench::check_server_counts(seen, longer, two));
    EXPECT_THROW(bench::check_server_counts(honest, longer, two), error);
}

TEST(ServerChecks, SeeStampsThatAreTooShort) {
    EXPECT_NO_THROW(bench::check_server_presence(
        honest, {.tasks = 100, .limit = 8, .latency_ns = 477'000'000}));
    EXPECT_THROW(
        bench::check_server_presence(honest, {.tasks = 100, .limit = 8, .latency_ns = 475'000'000}),
        error);
}

TEST(ServerChecks, MarkAServerThatSawLessThanTheLimit) {
    const bench::exchange_cost cheap{.wait_ns = 5'000'000, .cpu_ns = 10'000};
    EXPECT_TRUE(bench::server_marks(honest, hundred, 100, cheap).empty());
    auto fewer = honest;
    fewer.peak_concurrency = 5;
    const auto marks = bench::server_marks(fewer, hundred, 100, cheap);
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0], "the server never saw more than 5 of 8 requests at once");
    EXPECT_TRUE(bench::server_marks(fewer, hundred, 15, cheap).empty()) << "no two rounds of work";
    EXPECT_TRUE(
        bench::server_marks(fewer, hundred, 100, {.wait_ns = 5'000'000, .cpu_ns = 400'000}).empty())
        << "while eight are sent the first is answered";
}

TEST(ServerChecks, MarkTasksThatAreInFlightElsewhere) {
    auto away = hundred;
    away.latency_ns = 530'000'000;
    const auto marks =
        bench::server_marks(honest, away, 100, {.wait_ns = 5'000'000, .cpu_ns = 10'000});
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0],
              "of the 5.3 ms that a task was in flight its request was with the server for 5 ms");
    EXPECT_TRUE(
        bench::server_marks(honest, away, 100, {.wait_ns = 5'000'000, .cpu_ns = 40'000}).empty())
        << "sending takes its share";
    auto refused = honest;
    refused.refused = 1;
    EXPECT_TRUE(
        bench::server_marks(refused, away, 100, {.wait_ns = 5'000'000, .cpu_ns = 10'000}).empty())
        << "those that pause are not with the server";
}

const contender_entry& real(const std::string& name, const std::string& workload = "tcp") {
    for (const auto& entry : bench::all().contenders) {
        if (entry.name() == name && entry.workload == workload) {
            return entry;
        }
    }
    throw std::logic_error("there is no " + name + " on " + workload);
}

/// A real contender, whose batches a test bends.
using deed = std::function<void(live_workload& work, runner& inner, const batch& b)>;

contender_entry bent(const std::string& name, const deed& bend,
                     const std::string& workload = "tcp") {
    class bending final : public runner {
    public:
        bending(live_workload& work, std::unique_ptr<runner> inner, deed bend)
            : work_(work), inner_(std::move(inner)), bend_(std::move(bend)) {}
        void run(const batch& b) override { bend_(work_, *inner_, b); }

    private:
        live_workload& work_;
        std::unique_ptr<runner> inner_;
        deed bend_;
    };
    auto entry = real(name, workload);
    entry.make = [make = entry.make, bend](live_workload& work,
                                           const batch_size& s) -> std::unique_ptr<runner> {
        return std::make_unique<bending>(work, make(work, s), bend);
    };
    return entry;
}

bench::options of_batches(std::size_t batches) {
    bench::options how;
    how.batches = batches;
    return how;
}

void expect_void(const measurement& m, const std::string& reason) {
    EXPECT_EQ(m.status, bench::status::invalid) << m.reason;
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find(reason), std::string::npos) << m.reason;
}

TEST(ServerLies, ATaskThatIsAnsweredWithoutTheServerIsSeen) {
    int batches = 0;
    const auto lazy =
        bent("semaphore/asio", [&batches](live_workload& work, runner& inner, const batch& b) {
            auto fewer = b;
            fewer.tasks -=
                ++batches == 3
                    ? 1
                    : 0; // one request of three hundred: a mean of a batch would not show it
            inner.run(fewer);
            b.results[b.tasks - 1] = work.expected(b.tasks - 1);
        });
    expect_void(measure(lazy, parse_cell("tcp/tasks:100/limit:10/wait_us:200"), of_batches(3)),
                "the server answered 299 requests, and 300 tasks");
}

TEST(ServerLies, SoItIsOverHttp) {
    const auto* const cell =
        "http/tasks:120/limit:10/wait_us:200"; // requests of one, two and three digits
    int batches = 0;
    const auto lazy = bent(
        "semaphore/asio",
        [&batches](live_workload& work, runner& inner, const batch& b) {
            auto fewer = b;
            fewer.tasks -= ++batches == 3 ? 1 : 0;
            inner.run(fewer);
            b.results[b.tasks - 1] = work.expected(b.tasks - 1);
        },
        "http");
    const auto m = measure(lazy, parse_cell(cell), of_batches(3));
    if (m.status == bench::status::skipped) {
        GTEST_SKIP() << m.reason;
    }
    expect_void(m, "the server answered 359 requests, and 360 tasks");
    const auto truth = measure(real("semaphore/asio", "http"), parse_cell(cell), of_batches(3));
    EXPECT_EQ(truth.status, bench::status::ok) << truth.reason;
}

TEST(ServerLies, AnotherResourceOverHttpIsSeen) {
    const auto swapping = bent(
        "sequential/std",
        [](live_workload& work, runner& inner, const batch& b) {
            auto fewer =
                b; // the last task's request, of two digits, is replaced by another of the first's
            --fewer.tasks;
            inner.run(fewer);
            const stamp first = b.stamps != nullptr ? b.stamps[0] : stamp{};
            fewer.tasks = 1;
            inner.run(fewer);
            b.results[b.tasks - 1] = work.expected(b.tasks - 1);
            if (b.stamps != nullptr) {
                b.stamps[b.tasks - 1] = std::exchange(b.stamps[0], first);
            }
        },
        "http");
    const auto m = measure(swapping, parse_cell("http/tasks:11/wait_us:0"), of_batches(1));
    if (m.status == bench::status::skipped) {
        GTEST_SKIP() << m.reason;
    }
    expect_void(m, "11 requests are ");
}

TEST(ServerLies, AMessageOfAnotherSizeIsSeen) {
    const auto thrifty =
        bent("sequential/std", [](live_workload& work, runner& /*inner*/, const batch& b) {
            auto& tcp = dynamic_cast<bench::typed_workload<workloads::tcp>&>(work).work;
            engines::blocking_waits waits;
            waits.open({.port = tcp.endpoint().port, .bytes = 24}, 1);
            const tasks_of tasks(tcp, b);
            for (std::size_t i = 0; i < b.tasks; ++i) {
                tasks.run_blocking(waits, i, 0);
            }
        });
    expect_void(measure(thrifty, parse_cell("tcp/tasks:10/wait_us:0"), of_batches(1)),
                "the server received 240 bytes and sent 240, and 10 requests are 640 and 640");
}

/// Stamps as of tasks that ran one after another, whatever they did.
void stamp_in_turn(const batch& b) {
    for (std::size_t i = 0; b.stamps != nullptr && i < b.tasks; ++i) {
        b.stamps[i].ended_ns =
            b.stamps[b.tasks - 1].ended_ns - static_cast<std::int64_t>(b.tasks - i);
        b.stamps[i].started_ns = b.stamps[i].ended_ns - 1;
    }
}

TEST(ServerLies, MoreAtOnceThanTheLimitIsSeenWhateverTheStampsSay) {
    auto greedy = bent("gather/asio", [](live_workload& /*work*/, runner& inner, const batch& b) {
        inner.run(b);
        stamp_in_turn(b);
    });
    greedy.limit = [](const batch_size& /*s*/) { return std::size_t{3}; };
    expect_void(measure(greedy, parse_cell("tcp/tasks:8/limit:3/wait_us:20000"), of_batches(1)),
                "the server saw 8 requests at once and the limit is 3");
}

TEST(ServerLies, StampsThatAreTooShortAreSeen) {
    for (const auto* cell : {"tcp/tasks:8/wait_us:20000",
                             "tcp/tasks:300/wait_us:1"}) { // stamped as they are timed, and apart
        const auto hasty =
            bent("gather/asio", [](live_workload& /*work*/, runner& inner, const batch& b) {
                inner.run(b);
                stamp_in_turn(b);
            });
        expect_void(measure(hasty, parse_cell(cell), of_batches(2)),
                    "by their stamps the tasks were in flight for");
    }
}

TEST(ServerLies, AContenderThatHoldsTasksBackIsMarked) {
    auto shy = real("semaphore/asio");
    shy.make = [make = shy.make](live_workload& work, const batch_size& s) {
        return make(work, {.tasks = s.tasks, .limit = 2});
    };
    const auto m = measure(shy, parse_cell("tcp/tasks:16/limit:4/wait_us:20000"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    ASSERT_FALSE(m.marks.empty());
    EXPECT_EQ(m.marks[0], "the server never saw more than 2 of 4 requests at once");
}

TEST(ServerLies, TheTruthIsNone) {
    const auto m = measure(real("semaphore/asio"), parse_cell("tcp/tasks:12/limit:3/wait_us:2000"),
                           of_batches(2));
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    ASSERT_TRUE(m.server);
    EXPECT_EQ(m.server->requests, 24U) << "of both batches";
    EXPECT_GE(m.server->in_flight_ns, 24U * 2'000'000);
}

} // namespace
} // namespace crossover::tests
