/// As many tasks at once as the suite promises: a million sleepers, ten thousand exchanges.

#include "bench/outcomes.hpp"
#include "bench/process.hpp"
#include "bench/usage.hpp"
#include "strategies/gather.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/tcp.hpp"
#include "workloads/timer.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <sys/resource.h>

namespace crossover::tests {
namespace {

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

/// What the leanest coroutine on a timer of Asio's takes (docs/PEERS.md). It is asked for in a process of its own, whose allocator
/// holds nothing of other tests; what tasks leave behind is mapped and touched before, as in the bench.
TYPED_TEST(GatherScaleTiming, AMillionSleepersTakeAtMost280BytesEach) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer pads what is allocated";
    }
    in_child([] {
        constexpr std::size_t tasks = 1'000'000;
        bench::prepare_process();
        bench::outcomes left(tasks);
        // Long enough that the last one starts before the first one wakes; a busy machine gets more.
        for (std::int64_t wait_us = 500'000; wait_us <= 4'000'000; wait_us *= 2) {
            const workloads::timer work(waiting_us<workloads::timer>(wait_us));
            typename TestFixture::template contender<workloads::timer> sleepers(work, {.tasks = tasks, .limit = tasks});
            const batch b = left.prepare(tasks, true);
            const auto before = bench::resident_bytes();
            bench::reset_peak();
            sleepers.run(b);
            EXPECT_LE((bench::peak_bytes({}) - before) / static_cast<std::int64_t>(tasks), 280);
            EXPECT_EQ(left.check(tasks, [&](std::size_t i) { return work.expected(i); }), "");
            const auto first_end = std::min_element(b.stamps, b.stamps + tasks, [](const stamp& x, const stamp& y) {
                                       return x.ended_ns < y.ended_ns;
                                   })->ended_ns;
            const auto last_start = std::max_element(b.stamps, b.stamps + tasks, [](const stamp& x, const stamp& y) {
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
    constexpr std::size_t tasks = under_sanitizer ? 1000 : 10'000;
    rlimit allowed{};
    ::getrlimit(RLIMIT_NOFILE, &allowed);
    if (allowed.rlim_max < tasks + 100) {
        GTEST_SKIP() << tasks << " connections need as many descriptors, and this machine allows " << allowed.rlim_max
                     << ": raise it with ulimit -Hn";
    }
    in_child([] {
        bench::prepare_process();
        bench::outcomes left(tasks);
        for (std::int64_t wait_us = 500'000; wait_us <= 4'000'000; wait_us *= 2) {
            workloads::tcp work(waiting_us<workloads::tcp>(wait_us));
            typename TestFixture::template contender<workloads::tcp> exchanges(work, {.tasks = tasks, .limit = tasks});
            exchanges.run(left.prepare(tasks, false));
            EXPECT_EQ(left.check(tasks, [&](std::size_t i) { return work.expected(i); }), "");
            EXPECT_EQ(work.peer().requests, tasks);
            if (work.peer().peak_concurrency == tasks) {
                return;
            }
        }
        ADD_FAILURE() << "the peer never held all requests at once";
    });
}

} // namespace
} // namespace crossover::tests
