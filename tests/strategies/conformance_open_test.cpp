/// Requests that arrive one by one, under every contender that takes them: each runs once, none
/// before it was there, never more at once than the limit; and a stop ends what still arrives.

#include "base/clock.hpp"
#include "strategies/stop.hpp"
#include "tests/strategies/conformance.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <set>
#include <stop_token>
#include <thread>

namespace crossover::tests {
namespace {

std::vector<contender> taking_arrivals() {
    auto found = contenders_on(bench::all(), "timer");
    std::erase_if(found, [](contender entry) { return !entry->takes_arrivals; });
    return found;
}

class ConformanceOpen : public testing::TestWithParam<contender> {};

TEST_P(ConformanceOpen, RunsEachRequestOnceItHasArrived) {
    const auto& entry = *GetParam();
    constexpr std::size_t tasks = 64;
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, {.tasks = tasks, .limit = 4, .open = true}, {{"rate", 5000}});
        for (int twice = 0; twice < 2; ++twice) {
            r.expect_right_batch();
            for (std::size_t i = 0; i < tasks; ++i) {
                const auto released_ns = r.arrivals().released_ns[i];
                EXPECT_GE(released_ns, r.arrivals().at(i)) << entry.name() << ", " << i;
                EXPECT_GE(r.stamps()[i].started_ns, released_ns) << entry.name() << ", " << i;
            }
        }
    });
}

/// Of requests that would arrive for ten seconds, a few have when the stop comes.
TEST_P(ConformanceOpen, StopsWhileRequestsArrive) {
    const auto& entry = *GetParam();
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, {.tasks = 1000, .limit = 4, .open = true}, {{"rate", 100}});
        std::stop_source stop;
        const std::jthread stopper([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            stop.request_stop();
        });
        const auto begun_ns = now_ns();
        EXPECT_THROW(r.run(stop.get_token()), batch_cancelled) << entry.name();
        EXPECT_LT(now_ns() - begun_ns, 5'000'000'000) << entry.name();
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceOpen, testing::ValuesIn(taking_arrivals()),
                         contender_name());

TEST(OpenLoopOfTheRegistry, IsTakenByEveryStrategyAndRefusedByWholeBatchesInOneSentence) {
    std::set<std::string> strategies;
    for (const auto& entry : bench::all().contenders) {
        if (entry.workload != "timer") {
            continue;
        }
        if (entry.takes_arrivals) {
            strategies.insert(entry.strategy);
        } else if (can_run(entry)) {
            const auto why = entry.reason_to_skip({.tasks = 5, .limit = 2, .open = true});
            EXPECT_NE(why.find("takes a whole batch at once"), std::string::npos) << why;
        }
    }
    for (const auto* const known :
         {"sequential", "gather", "semaphore", "thread_pool", "process_pool", "offload"}) {
        EXPECT_TRUE(strategies.contains(known)) << known;
    }
}

} // namespace
} // namespace crossover::tests
