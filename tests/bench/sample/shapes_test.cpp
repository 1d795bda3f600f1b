/// Samples that are not one warm batch of equal tasks: a cold start, and tasks whose latency is the
/// figure that matters.

#include "base/clock.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/sample/measure.hpp"
#include "tests/support/ms.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace crossover::tests {
namespace {

using bench::contender_entry;
using bench::live_workload;
using bench::measure;
using bench::parse_cell;
using namespace std::chrono_literals;

using tests::ms;

/// A contender that gives right digests and stamps of a test's choice, and takes its time to start
/// and to end.
class scripted final : public runner {
public:
    using stamper = std::function<stamp(const live_workload&, std::size_t)>;

    scripted(live_workload& work, stamper stamps, std::chrono::milliseconds ends_in)
        : work_(work), stamps_(std::move(stamps)), ends_in_(ends_in) {}
    scripted(const scripted&) = delete;
    scripted& operator=(const scripted&) = delete;
    ~scripted() override { std::this_thread::sleep_for(ends_in_); }

    void run(const batch& b) override {
        std::int64_t until_ns = now_ns() + (b.tasks > 0 ? work_.arrival_ns(b.tasks - 1) : 0);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            b.results[i] = work_.expected(i);
            if (b.stamps != nullptr) {
                b.stamps[i] = stamps_(work_, i);
                until_ns = std::max(until_ns, b.stamps[i].ended_ns);
            }
        }
        std::this_thread::sleep_for(std::chrono::nanoseconds(until_ns - now_ns()));
    }

private:
    live_workload& work_;
    stamper stamps_;
    std::chrono::milliseconds ends_in_;
};

stamp at_once(const live_workload& /*work*/, std::size_t /*i*/) {
    return {now_ns(), now_ns() + 1};
}

contender_entry entry_of(const std::string& workload, scripted::stamper stamps,
                         std::chrono::milliseconds starts_in = 0ms,
                         std::chrono::milliseconds ends_in = 0ms, int* made = nullptr) {
    contender_entry entry;
    entry.strategy = "scripted";
    entry.engine = "test";
    entry.workload = workload;
    entry.limit = [](const batch_size& s) { return s.tasks; };
    entry.make = [=](live_workload& work, const batch_size& /*s*/) {
        std::this_thread::sleep_for(starts_in);
        if (made != nullptr) {
            ++*made;
        }
        return std::make_unique<scripted>(work, stamps, ends_in);
    };
    return entry;
}

bench::options one_batch() {
    bench::options how;
    how.batches = 1;
    how.settings.rates["sha256"] = 1;
    return how;
}

TEST(ColdStart, CountsSetUpFirstBatchAndTearDown) {
    int made = 0;
    const auto m = measure(entry_of("simple_script", at_once, 6ms, 4ms, &made),
                           parse_cell("simple_script/tasks:4/wait_us:0/cpu_us:0"), one_batch());
    ASSERT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_TRUE(m.cold);
    ASSERT_EQ(m.makespan_ns.size(), 1U) << "a process is cold once";
    EXPECT_EQ(m.makespan_ns[0], m.setup_ns + m.first_batch_ns + m.teardown_ns);
    EXPECT_GE(m.setup_ns, 6 * ms);
    EXPECT_GE(m.teardown_ns, 4 * ms);
    EXPECT_EQ(made, 2) << "what disturbs is looked at in a second one";
    EXPECT_GE(m.max_in_flight, 1U) << "stamped in that one";
    EXPECT_TRUE(nlohmann::json::parse(to_json_line(m))["cold"].get<bool>());
}

TEST(ColdStart, ChecksTheDigestsOfTheBatchThatIsMeasured) {
    int batches = 0;
    auto liar = entry_of("simple_script", at_once);
    liar.make = [&batches](live_workload& work,
                           const batch_size& /*s*/) -> std::unique_ptr<runner> {
        class lying final : public runner {
        public:
            lying(live_workload& work, int& batches) : work_(work), batches_(batches) {}
            void run(const batch& b) override {
                const std::uint64_t wrong = ++batches_ == 1 ? 1 : 0; // the first one only
                for (std::size_t i = 0; i < b.tasks; ++i) {
                    b.results[i] = work_.expected(i) ^ wrong;
                }
            }

        private:
            live_workload& work_;
            int& batches_;
        };
        return std::make_unique<lying>(work, batches);
    };
    const auto m =
        measure(liar, parse_cell("simple_script/tasks:4/wait_us:0/cpu_us:0"), one_batch());
    EXPECT_EQ(m.code, exit_code::invalid_measurement) << m.reason;
}

TEST(ColdStart, IsNotWhatOtherWorkloadsCount) {
    const auto m =
        measure(entry_of("noop", at_once, 20ms), parse_cell("noop/tasks:4"), one_batch());
    ASSERT_EQ(m.status, bench::status::ok) << m.reason;
    EXPECT_FALSE(m.cold);
    EXPECT_GE(m.setup_ns, 20 * ms);
    EXPECT_LT(m.makespan_ns[0], 20 * ms);
}

TEST(ProbeLatency, IsThatOfTheSmallTasksFromTheirArrival) {
    constexpr std::int64_t small_ns = 300 * ms; // far beyond what a busy machine adds
    constexpr std::int64_t heavy_ns = 2 * small_ns;
    std::int64_t first_ns = 0;
    const auto stamps = [&first_ns](const live_workload& work, std::size_t i) {
        first_ns = i == 0 ? now_ns() : first_ns;
        return stamp{first_ns,
                     first_ns + work.arrival_ns(i) + (work.is_probe(i) ? small_ns : heavy_ns)};
    };
    const auto cell = parse_cell(
        "head_of_line/tasks:25/wait_us:0/light_us:0/burn_us:0/heavy_pct:20/period_us:1000");
    const auto m = measure(entry_of("head_of_line", stamps), cell, one_batch());
    ASSERT_EQ(m.status, bench::status::ok) << m.reason;
    ASSERT_TRUE(m.probe_latency_ns.has_value());
    EXPECT_GE(m.probe_latency_ns->p50, small_ns);
    EXPECT_EQ(m.probe_latency_ns->p50, m.probe_latency_ns->max)
        << "they take equally long, and arrive one by one";
    EXPECT_LT(m.probe_latency_ns->max, 2 * small_ns) << "burning tasks do not count";
    EXPECT_GE(m.latency_ns.max, heavy_ns) << "in the latency of all they do";
    EXPECT_EQ(m.bound.ns, 24 * ms) << "the last task arrives then";
    EXPECT_STREQ(m.bound.kind, "arrival");
    EXPECT_GE(nlohmann::json::parse(to_json_line(m))["probe_latency_ns"]["p99"].get<std::int64_t>(),
              small_ns);
}

TEST(ProbeLatency, IsUnknownWhereNoTaskIsAProbe) {
    const auto m = measure(entry_of("noop", at_once), parse_cell("noop/tasks:4"), one_batch());
    EXPECT_FALSE(m.probe_latency_ns.has_value());
    EXPECT_TRUE(nlohmann::json::parse(to_json_line(m))["probe_latency_ns"].is_null());
}

/// A loop that a burning task holds serves nobody meanwhile.
TEST(ProbeLatency, ShowsWhatABurningTaskHoldsUp) {
    for (const auto& entry : bench::all().contenders) {
        if (entry.name() == "gather/asio" && entry.workload == "head_of_line") {
            auto how = one_batch();
            how.settings.rates["sha256"] =
                5'000; // more bytes than a core hashes in that time: it burns for long
            const auto m = measure(entry,
                                   parse_cell("head_of_line/tasks:30/wait_us:0/light_us:0/"
                                              "burn_us:2000/heavy_pct:5/period_us:100"),
                                   how);
            ASSERT_EQ(m.status, bench::status::ok) << m.reason;
            EXPECT_GT(m.probe_latency_ns->max, m.cost.cpu_ns) << "more than the average task";
            EXPECT_GT(m.probe_latency_ns->max, 2 * ms);
            return;
        }
    }
    GTEST_SKIP() << "built without asio";
}

} // namespace
} // namespace crossover::tests
