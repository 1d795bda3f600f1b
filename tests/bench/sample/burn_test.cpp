/// CPU time of threads, workers and children: a known amount is used, and must be seen.

#include "tests/bench/burn.hpp"

#include "bench/catalog/registration.hpp"
#include "bench/sample/measure.hpp"
#include "tests/all_engines.hpp"
#include "tests/bench/cheats.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/support/sanitizers.hpp"

#include <gtest/gtest.h>
#include <string>
#include <tuple>

namespace crossover::tests {
namespace {

using bench::contender_entry;

/// Every contender that computes on other threads or in other processes, on `burn`.
const bench::registry& burning() {
    static const auto filled = [] {
        bench::registry r;
        const auto add = [&r]<class E>(E*) {
            bench::add_strategy<E, strategies::process_pool, burn>(r);
            bench::add_strategy<E, strategies::fork_per_task, burn>(r);
            bench::add_strategy<E, strategies::offload, burn>(r);
            bench::add_strategy<E, strategies::thread_pool, burn>(r);
            bench::add_strategy<E, strategies::thread_per_task, burn>(r);
        };
        [&]<class... E>(std::tuple<E...>*) {
            (add(static_cast<E*>(nullptr)), ...);
        }(static_cast<all_engines*>(nullptr));
        return r;
    }();
    return filled;
}

/// The contender on tasks that burn, behind the name of `noop`, whose digests are the same and
/// which `measure` knows.
contender_entry as_noop(const contender_entry& entry, std::int64_t cpu_us) {
    struct burns { // a base, so that it is there before the runner and after it
        bench::typed_workload<burn> work;
    };
    class holding final : private burns, public in_front_of {
    public:
        holding(const contender_entry& e, const batch_size& s, const parameters& p)
            : burns{bench::typed_workload<burn>(p)}, in_front_of(e.make(work, s)) {}
        void run(const batch& b) override {
            work.begin_batch(b.salt);
            in_front_of::run(b);
        }
        bool run_watched(const batch& b, lag_log& lag) override {
            work.begin_batch(b.salt);
            return in_front_of::run_watched(b, lag);
        }
    };
    contender_entry disguised = entry;
    disguised.workload = "noop";
    disguised.make = [entry, cpu_us](bench::live_workload& /*noop*/, const batch_size& s) {
        const parameters p("burn", burn::parameter_list, {{"cpu_us", cpu_us}}, {});
        return std::make_unique<holding>(entry, s, p);
    };
    return disguised;
}

class Burn : public testing::TestWithParam<const contender_entry*> {};

TEST_P(Burn, IsSeenWithinFivePercent) {
    const auto& entry = *GetParam();
    if (const auto why = entry.reason_to_skip(); !why.empty()) {
        GTEST_SKIP() << why;
    }
    // Few tasks and long ones: what starting a process costs must not count beside them.
    in_a_fit_process(entry, [&] {
        const auto m = bench::measure(as_noop(entry, 50'000),
                                      bench::parse_cell("noop/tasks:2/limit:2"), of_batches(1));
        ASSERT_EQ(m.status, bench::status::ok) << m.reason;
        const auto used = static_cast<double>(m.used.user_ns + m.used.system_ns);
        EXPECT_GE(used, 0.95 * 100e6);
        if (!under_sanitizer) {
            EXPECT_LE(used, 1.05 * 100e6);
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Every, Burn, testing::ValuesIn(contenders_on(burning(), "burn")),
                         contender_name());

/// The lie: a pool that does not tell what its workers used.
TEST(MissingCpu, OfWorkersVoidsTheSample) {
    class silent final : public in_front_of {
    public:
        using in_front_of::in_front_of;
        worker_usage usage() override { return {}; }
    };
    auto liar = real("process_pool/posix", "sha256");
    liar.make = [make = liar.make](bench::live_workload& work, const batch_size& s) {
        return std::make_unique<silent>(make(work, s));
    };
    const auto m = bench::measure(liar, bench::parse_cell("sha256/tasks:4/limit:2/cpu_us:10000"),
                                  of_batches(1));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find("CPU time is missing"), std::string::npos) << m.reason;
}

} // namespace
} // namespace crossover::tests
