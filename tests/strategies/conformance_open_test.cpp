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

/// All arrive at nearly the same time, and each takes longer than that: of 64 most find the limit
/// of 4 and the queue of 3 full. Who has no limit refuses nobody.
TEST_P(ConformanceOpen, RefusesThoseThatFindTheQueueFull) {
    const auto& entry = *GetParam();
    constexpr std::size_t tasks = 64;
    const batch_size size{.tasks = tasks, .limit = 4, .open = true, .queue = 3};
    if (!entry.can_refuse) {
        EXPECT_NE(entry.reason_to_skip(size).find("can refuse none"), std::string::npos);
        return;
    }
    const std::size_t everybody = 4 + 3; // offload does not tell its line from what it waits for
    EXPECT_EQ(entry.limit(size), entry.strategy == "gather"    ? tasks
                                 : entry.strategy == "offload" ? everybody
                                                               : size.limit)
        << entry.name();
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, size, {{"rate", 1'000'000}, {"wait_us", 20'000}});
        for (int twice = 0; twice < 2; ++twice) {
            const auto refused = r.expect_answered_or_refused();
            if (entry.strategy == "gather") {
                EXPECT_EQ(refused, 0U) << entry.name();
            } else {
                EXPECT_GT(refused, 0U) << entry.name();
            }
        }
    });
}

/// With room for all, none is refused: those that have ended are counted out.
TEST_P(ConformanceOpen, RefusesNobodyWhileThereIsRoom) {
    const auto& entry = *GetParam();
    if (!entry.can_refuse) {
        return;
    }
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, {.tasks = 64, .limit = 4, .open = true, .queue = 60},
              {{"rate", 1'000'000}});
        for (int twice = 0; twice < 2; ++twice) {
            EXPECT_EQ(r.expect_answered_or_refused(), 0U) << entry.name();
        }
    });
}

/// Requests that come so slowly that those before them have long gone.
TEST_P(ConformanceOpen, MakesRoomWhenARequestHasEnded) {
    const auto& entry = *GetParam();
    if (!entry.can_refuse) {
        return;
    }
    in_a_fit_process(entry, [&] {
        rig r(bench::all(), entry, {.tasks = 20, .limit = 1, .open = true, .queue = 0},
              {{"rate", 50}});
        EXPECT_LT(r.expect_answered_or_refused(), 15U) << entry.name();
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
