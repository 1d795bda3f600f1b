/// The checks that a measurement makes on itself, against contenders that cheat.

#include "bench/sample/measure.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/keep.hpp"
#include "bench/counters/allocations.hpp"
#include "bench/sample/solo_cost.hpp"
#include "tests/bench/cheats.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::tests {
namespace {

using bench::measure;
using bench::measurement;
using bench::parse_cell;

/// How often the calling thread has slept so far.
long sleeps() {
    rusage used{};
    ::getrusage(RUSAGE_THREAD, &used);
    return used.ru_nvcsw;
}

TEST(Measure, BeginsEachBatchOnAThreadThatHasSlept) {
    long at_end = sleeps();
    std::size_t slept = 0;
    const auto sleeper = cheat("noop", [&](const batch& b) {
        slept += sleeps() > at_end ? 1 : 0;
        answer_at_once(b);
        at_end = sleeps();
    });
    const auto m =
        bench::measure(sleeper, bench::parse_cell("noop/tasks:10/limit:4"), of_batches(20));
    ASSERT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_GE(slept, 20U) << "as a program has that waited for its order";
}

TEST(Measure, BeginsAColdBatchAsSoonAsItsContenderIsSetUp) {
    long set_up = 0;
    std::size_t slept = 0;
    auto hasty = cheat("simple_script", [&](const batch& b, const bench::live_workload& work) {
        slept += sleeps() > set_up ? 1 : 0;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            b.results[i] = work.expected(i);
        }
        stamp_all(b, {now_ns(), now_ns() + 1});
    });
    hasty.make = [made = hasty.make, &set_up](bench::live_workload& work, const batch_size& s) {
        auto contender = made(work, s);
        set_up = sleeps();
        return contender;
    };
    const auto m =
        measure(hasty, parse_cell("simple_script/tasks:4/wait_us:0/cpu_us:0"), of_batches(1));
    ASSERT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_EQ(slept, 0U) << "what starts by itself meanwhile would be in no figure";
}

TEST(Measure, AcceptsWhatIsRight) {
    const auto m = measure(real("sequential/std", "timer"),
                           parse_cell("timer/tasks:3/wait_us:1000"), of_batches(2));
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_EQ(m.makespan_ns.size(), 2U);
    EXPECT_EQ(m.max_in_flight, 1U);
    EXPECT_GT(m.efficiency(), 0);
    EXPECT_LE(m.efficiency(), 1);
    EXPECT_GE(m.latency_ns.p50, 1'000'000);
    EXPECT_GE(m.median_ns(), 3'000'000);
}

TEST(Measure, TakesSeveralBatchesEvenWhereOneTakesLongEnough) {
    bench::options how;
    how.min_time_ns = 1'000'000;
    how.min_batches = 3;
    const auto where = parse_cell("timer/tasks:1/wait_us:2000");
    EXPECT_EQ(measure(real("sequential/std", "timer"), where, how).makespan_ns.size(), 3U);
    how.min_batches_ns = 1'000'000'000;
    EXPECT_EQ(measure(real("sequential/std", "timer"), where, how).makespan_ns.size(), 3U);
    how.min_batches_ns = 1'500'000; // of longer ones one is enough
    EXPECT_EQ(measure(real("sequential/std", "timer"), where, how).makespan_ns.size(), 1U);
    how.batches = 2; // a number that is asked for is that number
    EXPECT_EQ(measure(real("sequential/std", "timer"), where, how).makespan_ns.size(), 2U);
}

/// A batch of 10 us is lengthened by two readings of the clock a task, so stamps take one more.
TEST(Measure, ObservesWhatIsFreeWhereNoBatchMoreIsAskedFor) {
    auto how = of_batches(2);
    const auto noop = parse_cell("noop/tasks:1000");
    const auto whole = measure(real("gather/asio", "noop"), noop, how);
    how.observe_all = false;
    const auto thrifty = measure(real("gather/asio", "noop"), noop, how);
    ASSERT_EQ(thrifty.status, bench::status::ok) << thrifty.reason;
    const auto told = nlohmann::json::parse(to_json_line(thrifty));
    const auto all = nlohmann::json::parse(to_json_line(whole));
    for (const auto* metric : {"latency_ns", "start_delay_ns", "max_in_flight", "loop_lag_ns"}) {
        EXPECT_FALSE(all[metric].is_null()) << metric;
        EXPECT_TRUE(told[metric].is_null()) << metric;
    }
    const auto waits =
        measure(real("gather/asio", "timer"), parse_cell("timer/tasks:3/wait_us:1000"), how);
    EXPECT_GE(waits.latency_ns.p50, 1'000'000) << "beside a millisecond stamps are free";
}

TEST(Measure, VoidsAWrongDigest) {
    const auto liar = cheat("noop", [](const batch& b) {
        answer_at_once(b);
        b.results[b.tasks / 2] ^= 1;
    });
    const auto m = measure(liar, parse_cell("noop/tasks:100"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("task 50"), std::string::npos) << m.reason;
}

/// Whichever batch went wrong, the record says what a void one must, and is no error: a contender
/// whose first batch is wrong now and then must not be judged by its lucky samples.
TEST(Measure, VoidsAWrongDigestInTheFirstBatchWithAWholeRecord) {
    int batches = 0;
    const auto unlucky = cheat("noop", [&batches](const batch& b) {
        answer_at_once(b);
        if (++batches == 1) {
            b.results[3] ^= 1;
        }
    });
    const auto m = measure(unlucky, parse_cell("noop/tasks:100"), of_batches(2));
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    const auto j = nlohmann::json::parse(to_json_line(m));
    EXPECT_EQ(j["status"], "void");
    EXPECT_TRUE(j["makespan_ns"].is_array());
    EXPECT_TRUE(j["makespan_ns"].empty());
    EXPECT_TRUE(j["ideal_ns"].is_number());
    batches = 1; // none is wrong
    EXPECT_EQ(measure(unlucky, parse_cell("noop/tasks:100"), of_batches(2)).status,
              bench::status::ok);
}

/// A service's limit is a finding about the contender, not an error: no exit code, and the
/// service's words as the reason.
TEST(Measure, KeepsARefusalAsAResult) {
    const auto refused = cheat(
        "noop", [](const batch&) { throw error(exit_code::refused, "there is no place left"); });
    const auto m = measure(refused, parse_cell("noop/tasks:100"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::failed);
    EXPECT_EQ(m.code, exit_code::success);
    EXPECT_EQ(m.reason, "there is no place left");
    EXPECT_NE(bench::to_json_line(m).find(R"("status":"failed")"), std::string::npos);
}

TEST(Measure, VoidsResultsInTheWrongOrder) {
    const auto swapper = cheat("noop", [](const batch& b) {
        answer_at_once(b);
        std::swap(b.results[0], b.results[1]);
    });
    EXPECT_EQ(measure(swapper, parse_cell("noop/tasks:100"), of_batches(1)).code,
              exit_code::invalid_measurement);
}

/// The clock is read when run() returns; what a contender does when it is asked for its usage, or
/// later, is in no makespan.
TEST(Measure, VoidsABatchThatEndsAfterItWasTold) {
    class late final : public runner {
    public:
        void run(const batch& b) override { open_ = b; }
        [[nodiscard]] worker_usage usage() override {
            answer_at_once(open_);
            open_.tasks = 0;
            return {};
        }

    private:
        batch open_{};
    };
    auto entry = cheat("noop", answer_at_once);
    entry.make = [](bench::live_workload& /*work*/, const batch_size& /*s*/) {
        return std::make_unique<late>();
    };
    const auto m = measure(entry, parse_cell("noop/tasks:100"), of_batches(3));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("had left no result when its batch"), std::string::npos) << m.reason;
}

TEST(Measure, VoidsATaskThatWasLeftOut) {
    const auto lazy = cheat("noop", [](const batch& b) {
        auto fewer = b;
        --fewer.tasks;
        answer_at_once(fewer);
    });
    const auto m = measure(lazy, parse_cell("noop/tasks:100"), of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("left no result"), std::string::npos) << m.reason;
}

TEST(Measure, VoidsAnImpossibleEfficiency) {
    const auto m = measure(cheat("timer", answer_at_once),
                           parse_cell("timer/tasks:10/wait_us:5000"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::invalid);
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("nothing can take less"), std::string::npos) << m.reason;
}

/// A quota is a budget for a period (100 ms), not a number of cores: a batch that is over within
/// one has all that it may run on.
TEST(Measure, AcceptsABatchThatIsFasterThanAQuotaOfCpuTimeLasts) {
    auto how = of_batches(1);
    how.quota_cores = 0.5;
    const auto m = measure(real("sequential/std", "sha256"),
                           parse_cell("sha256/tasks:20/limit:1/cpu_us:1000"), how);
    EXPECT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_LE(m.efficiency(), 1.02);
    EXPECT_TRUE(nlohmann::json::parse(to_json_line(m))["cores"].is_number_integer())
        << "as the schema says";
}

TEST(Measure, VoidsABrokenLimit) {
    auto greedy = cheat("noop", [](const batch& b) {
        const auto begin = now_ns();
        answer_at_once(b);
        stamp_all(b, {begin, now_ns()});
    });
    greedy.limit = [](const batch_size& /*s*/) { return std::size_t{3}; };
    const auto m = measure(greedy, parse_cell("noop/tasks:100/limit:3"), of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("100 tasks were in flight"), std::string::npos) << m.reason;
}

/// Of batches that are timed with stamps all are judged, not only the last.
TEST(Measure, VoidsALimitThatIsBrokenInOneOfSeveralBatches) {
    int batches = 0;
    auto greedy = cheat("timer", [&batches](const batch& b) {
        const auto begin = now_ns();
        const bool breaks = ++batches == 2; // the first that is measured, of four
        for (std::size_t i = 0; i < b.tasks; ++i) {
            const auto started = now_ns();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            b.results[i] = mix(i ^ b.salt);
            if (b.stamps != nullptr) {
                b.stamps[i] = {started, now_ns()};
            }
        }
        if (breaks) {
            stamp_all(b, {begin, now_ns()});
        }
    });
    greedy.limit = [](const batch_size& /*s*/) { return std::size_t{1}; };
    const auto where = parse_cell("timer/tasks:2/limit:1/wait_us:20000");
    const auto m = measure(greedy, where, of_batches(4));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("2 tasks were in flight at once and the limit is 1"), std::string::npos)
        << m.reason;
    batches = 2; // none breaks it
    const auto honest = measure(greedy, where, of_batches(4));
    EXPECT_EQ(honest.status, bench::status::ok) << honest.reason;
    EXPECT_EQ(honest.max_in_flight, 1U);
}

/// A stamp that is not there would pass for a task that took no time, and one from another time for
/// a task that was never in flight.
TEST(Measure, VoidsStampsThatAreNotOfTheirBatch) {
    constexpr std::int64_t second = 1'000'000'000;
    const auto stamped = [](const std::function<stamp(std::int64_t begin, std::int64_t end)>& lie) {
        return measure(cheat("noop",
                             [lie](const batch& b) {
                                 const auto begin = now_ns();
                                 answer_at_once(b);
                                 if (b.stamps != nullptr) {
                                     b.stamps[b.tasks / 2] = lie(begin, now_ns());
                                 }
                             }),
                       parse_cell("noop/tasks:100"), of_batches(1));
    };
    EXPECT_EQ(stamped([](auto begin, auto end) {
                  return stamp{begin, end};
              }).status,
              bench::status::ok);
    const std::pair<const char*, std::function<stamp(std::int64_t, std::int64_t)>> lies[] = {
        {"no start", [](auto, auto) { return stamp{}; }},
        {"no start",
         [](auto, auto end) {
             return stamp{0, end};
         }},
        {"no end",
         [](auto begin, auto) {
             return stamp{begin, 0};
         }},
        {"started -",
         [](auto begin, auto end) {
             return stamp{begin - second, end};
         }},
        {"after its beginning",
         [](auto begin, auto end) {
             return stamp{begin, end + second};
         }},
        {"after its beginning", [](auto begin, auto end) {
             return stamp{end + 5000, begin};
         }}};
    for (const auto& [told, lie] : lies) {
        const auto m = stamped(lie);
        EXPECT_EQ(m.code, exit_code::invalid_measurement) << told;
        EXPECT_NE(m.reason.find("task 50 of a batch"), std::string::npos) << m.reason;
        EXPECT_NE(m.reason.find(told), std::string::npos) << m.reason;
    }
}

TEST(Measure, KeepsTheReasonAndTheCodeOfAnError) {
    const auto serverless = cheat(
        "noop", [](const batch&) { throw error(exit_code::server_failed, "the server is gone"); });
    auto m = measure(serverless, parse_cell("noop/tasks:1"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::error);
    EXPECT_EQ(m.code, exit_code::server_failed);
    EXPECT_EQ(m.reason, "the server is gone");
    const auto broken = cheat("noop", [](const batch&) { throw std::runtime_error("bad luck"); });
    m = measure(broken, parse_cell("noop/tasks:1"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::error);
    EXPECT_EQ(m.code, exit_code::internal);
    const auto hungry = cheat("noop", [](const batch&) { throw std::bad_alloc(); });
    m = measure(hungry, parse_cell("noop/tasks:1"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::error);
    EXPECT_EQ(m.code, exit_code::machine_limit);
    EXPECT_NE(m.reason.find("memory was refused"), std::string::npos) << m.reason;
}

/// What failed a batch may have passed when its failures are counted: then none is told of.
TEST(Measure, SaysThatABatchFailedWhereNoTaskOfTheNextOneDoes) {
    int batches = 0;
    const auto unlucky = cheat("tcp", [&batches](const batch& b, const bench::live_workload& work) {
        if (++batches == 1) {
            throw error(exit_code::server_failed, "the server was away");
        }
        for (std::size_t i = 0; i < b.tasks; ++i) {
            b.results[i] = work.expected(i);
        }
    });
    const auto m = measure(unlucky, parse_cell("tcp/tasks:7"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::error);
    EXPECT_EQ(m.code, exit_code::server_failed);
    EXPECT_EQ(m.reason,
              "a batch failed, and the next one ran all its 7 tasks well: the server was away");
}

TEST(Measure, SkipsWhatCannotRunWithItsReason) {
    auto unfit = cheat("noop", answer_at_once);
    unfit.skipped = "it has no hands";
    auto m = measure(unfit, parse_cell("noop/tasks:1"), of_batches(1));
    EXPECT_EQ(m.status, bench::status::skipped);
    EXPECT_EQ(m.code, exit_code::success);
    EXPECT_EQ(m.reason, "it has no hands");
    m = measure(real("thread_pool/libuv", "noop"), parse_cell("noop/tasks:2000/limit:2000"),
                of_batches(1));
    EXPECT_EQ(m.status, bench::status::skipped);
    EXPECT_NE(m.reason.find("1024"), std::string::npos) << m.reason;
}

TEST(Measure, MeasuresNoTasksAtAll) {
    for (const auto& entry : bench::all().contenders) {
        if (entry.workload == "noop") {
            in_a_fit_process(entry, [&] {
                const auto m = measure(entry, parse_cell("noop/tasks:0"), of_batches(1));
                EXPECT_EQ(m.status, bench::status::ok) << entry.name() << ": " << m.reason;
            });
        }
    }
}

TEST(Measure, CountsWhatABatchAllocates) {
    if (!bench::can_count_allocations()) {
        GTEST_SKIP() << "a sanitizer counts nothing";
    }
    const auto spender = cheat("noop", [](const batch& b) {
        answer_at_once(b);
        keep(std::vector<char>(1000 * b.tasks));
    });
    for (const auto* cell :
         {"noop/tasks:10",
          "noop/tasks:1000"}) { // a cold batch, measured ones, one that is observed
        const auto where = parse_cell(cell);
        const auto m = measure(spender, where, of_batches(3));
        ASSERT_TRUE(m.allocated.has_value()) << m.reason;
        EXPECT_EQ(m.allocated->count, 1) << cell;
        EXPECT_EQ(m.allocated->bytes, 1000.0 * static_cast<double>(where.size.tasks)) << cell;
    }
    const auto in_place = measure(real("sequential/std", "timer"),
                                  parse_cell("timer/tasks:2/wait_us:1000"), of_batches(3));
    EXPECT_EQ(in_place.allocated->count, 0);
}

/// Counting made two threads that parse JSON as slow as one.
TEST(Measure, TimesNoBatchWhileItCountsManyAllocations) {
    if (!bench::can_count_allocations()) {
        GTEST_SKIP() << "a sanitizer counts nothing";
    }
    for (const std::size_t allocations_a_task : {std::size_t{0}, std::size_t{20'000}}) {
        int counted = 0;
        int batches = 0;
        const auto spender = cheat("timer", [&](const batch& b) {
            counted += bench::counting_allocations();
            ++batches;
            for (std::size_t i = 0; i < b.tasks; ++i) {
                const auto started = now_ns();
                std::this_thread::sleep_for(std::chrono::milliseconds(30));
                for (std::size_t n = 0; n < allocations_a_task; ++n) {
                    keep(std::make_unique<char>());
                }
                b.results[i] = mix(i ^ b.salt);
                if (b.stamps != nullptr) {
                    b.stamps[i] = {started, now_ns()};
                }
            }
        });
        const auto m = measure(spender, parse_cell("timer/tasks:2/wait_us:30000"), of_batches(3));
        ASSERT_EQ(m.status, bench::status::ok) << m.reason;
        EXPECT_EQ(m.makespan_ns.size(), 3U);
        EXPECT_EQ(batches - counted, allocations_a_task == 0 ? 0 : 3);
    }
}

TEST(Measure, SeesThreadsAndProcessesThatEndWithTheirBatch) {
    in_child([] { // a process without the threads that other tests have left
        // Long against starting a process under a sanitizer: all that may be in flight are.
        const std::string wait = under_sanitizer ? "/wait_us:300000" : "/wait_us:30000";
        auto m = measure(real("fork_per_task/posix", "timer"),
                         parse_cell("timer/tasks:8/limit:4" + wait), of_batches(1));
        EXPECT_EQ(m.open.processes, 5) << m.reason;
        EXPECT_GE(m.open.threads, 5);
        EXPECT_LE(m.open.threads, under_tsan ? 10 : 5) << "a thread of its own in each process";
        m = measure(real("thread_per_task/std", "timer"), parse_cell("timer/tasks:8" + wait),
                    of_batches(1));
        EXPECT_GE(m.open.threads, 9) << m.reason;
        EXPECT_LE(m.open.threads, under_tsan ? 10 : 9);
        EXPECT_EQ(m.open.processes, 1);
    });
}

TEST(Measure, TellsTheLagOfALoopAndOfNothingElse) {
    const auto where = parse_cell("timer/tasks:4/limit:2/wait_us:2000");
    EXPECT_FALSE(measure(real("thread_pool/std", "timer"), where, of_batches(1)).loop_lag_ns);
    const auto lag = measure(real("gather/asio", "timer"), where, of_batches(1)).loop_lag_ns;
    ASSERT_TRUE(lag.has_value());
    EXPECT_GT(lag->max, 0);
}

TEST(Measure, WritesALineOfJson) {
    const auto m = measure(real("semaphore/asio", "tcp"),
                           parse_cell("tcp/tasks:20/limit:5/wait_us:500"), of_batches(3));
    const auto line = to_json_line(m);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto j = nlohmann::json::parse(line);
    EXPECT_EQ(j["cell"]["workload"], "tcp");
    EXPECT_EQ(j["cell"]["tasks"], 20);
    EXPECT_EQ(j["cell"]["limit"], 5);
    EXPECT_EQ(j["cell"]["params"]["wait_us"], 500);
    EXPECT_EQ(j["strategy"], "semaphore");
    EXPECT_EQ(j["engine"], "asio");
    EXPECT_EQ(j["limit"], 5);
    EXPECT_EQ(j["status"], "ok") << line;
    EXPECT_EQ(j["makespan_ns"].size(), 3U);
    EXPECT_EQ(j["digest"].get<std::string>().size(), 16U);
    EXPECT_EQ(j["max_in_flight"], 5);
    EXPECT_EQ(j["server"]["requests"], 20);
    EXPECT_EQ(j["server"]["peak_concurrency"], 5);
    EXPECT_EQ(j["ideal_ns"], 2'000'000);
    EXPECT_EQ(j["ideal_bound"], "limit");
    for (const auto* key :
         {"setup_ns", "teardown_ns", "first_batch_ns", "peak_rss_bytes", "baseline_rss_bytes",
          "peak_threads", "peak_processes", "peak_fds", "cpu_user_ns", "cpu_system_ns", "cores"}) {
        EXPECT_TRUE(j[key].is_number()) << key;
    }
    EXPECT_EQ(j["allocations"].is_number(), bench::can_count_allocations());
    EXPECT_EQ(j["allocated_bytes"].is_number(), bench::can_count_allocations());
    for (const auto* key : {"p50", "p90", "p99", "p999", "max"}) {
        EXPECT_GE(j["loop_lag_ns"][key].get<std::int64_t>(), 0) << key;
        EXPECT_GE(j["latency_ns"][key].get<std::int64_t>(), 500'000) << key;
        EXPECT_GE(j["start_delay_ns"][key].get<std::int64_t>(), 0) << key;
    }
}

TEST(Measure, LeavesOutOfTheLineWhatItDoesNotKnow) {
    measurement m;
    m.status = bench::status::error;
    m.reason = "a \"quoted\" reason with \xff in it";
    const auto j = nlohmann::json::parse(to_json_line(m));
    EXPECT_EQ(j["status"], "error");
    EXPECT_FALSE(j.contains("makespan_ns"));
    EXPECT_FALSE(j.contains("efficiency"));
}

TEST(Measure, KnowsWhatATaskCosts) {
    const auto& entry = bench::all().workload("sha256");
    const auto work =
        entry.make(parameters("sha256", entry.parameters, {{"bytes", 1'000'000}}, {}));
    const auto cost = bench::solo_cpu_ns(*work);
    EXPECT_GT(cost, 100'000);
    EXPECT_LT(cost, 1'000'000'000);
    const auto& nothing = bench::all().workload("noop");
    EXPECT_EQ(bench::solo_cpu_ns(*nothing.make(parameters("noop", nothing.parameters, {}, {}))), 0);
}

} // namespace
} // namespace crossover::tests
