/// As many tasks at once as the suite promises: a million sleepers, ten thousand exchanges.

#include "bench/counters/process.hpp"
#include "bench/counters/usage.hpp"
#include "bench/sample/outcomes.hpp"
#include "strategies/gather.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/tcp.hpp"
#include "workloads/timer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <sys/resource.h>

namespace crossover::tests {
namespace {

constexpr std::size_t sleepers = 1'000'000;
constexpr std::size_t connections = under_sanitizer ? 1000 : 10'000;

/// Long enough that the last task starts before the first one ends; a busy machine gets more.
constexpr std::array<std::int64_t, 4> waits_us{500'000, 1'000'000, 2'000'000, 4'000'000};

template <class W>
parameters waiting_us(std::int64_t wait_us) {
    return parameters(W::name, W::parameter_list, {{"wait_us", wait_us}}, {});
}

template <class Engine>
class GatherScaleTiming : public loop_test<Engine> {
public:
    template <class W>
    using contender = strategies::gather::contender<Engine, W>;
};
TYPED_TEST_SUITE(GatherScaleTiming, task_loop_engines, engine_name);

/// What the leanest coroutine on a timer of Asio's takes (docs/BASELINES.md). It is asked for in a
/// process of its own, whose allocator holds nothing of other tests; what tasks leave behind is
/// mapped and touched before, as in the bench.
TYPED_TEST(GatherScaleTiming, AMillionSleepersTakeAtMost280BytesEach) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer pads what is allocated";
    }
    in_child([] {
        bench::prepare_process();
        bench::outcomes left(sleepers);
        for (const auto wait_us : waits_us) {
            const workloads::timer work(waiting_us<workloads::timer>(wait_us));
            typename TestFixture::template contender<workloads::timer> gather(
                work, {.tasks = sleepers, .limit = sleepers});
            const batch b = left.prepare(sleepers, true);
            const auto before = bench::resident_bytes();
            bench::reset_peak();
            gather.run(b);
            EXPECT_LE((bench::peak_bytes({}) - before) / static_cast<std::int64_t>(sleepers), 280);
            const auto right = [&](std::size_t i) { return work.expected(i, b.salt); };
            EXPECT_EQ(left.check(sleepers, right), "");
            const auto first_end =
                std::min_element(b.stamps, b.stamps + sleepers, [](const stamp& x, const stamp& y) {
                    return x.ended_ns < y.ended_ns;
                })->ended_ns;
            const auto last_start =
                std::max_element(b.stamps, b.stamps + sleepers, [](const stamp& x, const stamp& y) {
                    return x.started_ns < y.started_ns;
                })->started_ns;
            if (last_start <= first_end) {
                return;
            }
        }
        ADD_FAILURE() << "the sleepers never slept all at once";
    });
}

TYPED_TEST(GatherScaleTiming, TenThousandExchangesAreUnderWayAtOnce) {
    rlimit allowed{};
    ::getrlimit(RLIMIT_NOFILE, &allowed);
    if (allowed.rlim_max < connections + 100) {
        GTEST_SKIP() << connections
                     << " connections need as many descriptors, and this machine allows "
                     << allowed.rlim_max << ": raise it with ulimit -Hn";
    }
    in_child([] {
        bench::prepare_process();
        bench::outcomes left(connections);
        for (const auto wait_us : waits_us) {
            workloads::tcp work(waiting_us<workloads::tcp>(wait_us));
            typename TestFixture::template contender<workloads::tcp> exchanges(
                work, {.tasks = connections, .limit = connections});
            const batch b = left.prepare(connections, false);
            exchanges.run(b);
            const auto right = [&](std::size_t i) { return work.expected(i, b.salt); };
            EXPECT_EQ(left.check(connections, right), "");
            EXPECT_EQ(work.server().requests, connections);
            if (work.server().peak_concurrency == connections) {
                return;
            }
        }
        ADD_FAILURE() << "the server never held all requests at once";
    });
}

} // namespace
} // namespace crossover::tests
