/// A batch that is cancelled from outside, or is late, leaves no thread, child or descriptor
/// behind, whether its tasks sleep or talk to a server.

#include "strategies/stop.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"
#include "tests/support/left_behind.hpp"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <stop_token>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

constexpr batch_size left_size{.tasks = 12, .limit = 4};

class LeftBehind : public testing::TestWithParam<contender> {
protected:
    /// Far longer than it takes to cancel; what a cancellation cannot cut short, is short.
    static std::int64_t wait_us() {
        const bool cancels_waits = on_a_loop(*GetParam()) || GetParam()->strategy == "offload";
        return cancels_waits ? 10'000'000 : 15'000;
    }

    /// Runs a batch by `run`, again if a busy machine let it end before it could be cancelled.
    template <class Cancelled, class Run>
    static void until_cancelled(const rig& r, const Run& run) {
        for (int attempt = 0; attempt < 20; ++attempt) {
            try {
                run();
            } catch (const Cancelled&) {
                return;
            }
        }
        ADD_FAILURE() << r.where() << " was never cancelled";
    }

    /// Uses a contender twice by `use(rig)`: the first time shows what a process keeps for good.
    template <class Use>
    static void expect_nothing_after(const Use& use) {
        in_a_fit_process(*GetParam(), [&use] {
            const auto once = [&use] {
                rig r(test_registry(), *GetParam(), left_size, {{"wait_us", wait_us()}});
                use(r);
                use(r); // what the first one has broken, this one opens anew
            };
            once();
            const auto before = census::take();
            once();
            EXPECT_EQ(census::left_since(before, threads_kept(*GetParam(), left_size.limit)), "")
                << GetParam()->name();
        });
    }
};

TEST_P(LeftBehind, ByABatchThatIsCancelledFromOutsideIsNothing) {
    expect_nothing_after([](rig& r) {
        until_cancelled<batch_cancelled>(r, [&r] {
            std::stop_source source;
            const std::jthread outside([&source] {
                std::this_thread::sleep_for(4ms);
                source.request_stop();
            });
            r.run(source.get_token());
        });
    });
}

TEST_P(LeftBehind, ByABatchThatIsLateIsNothing) {
    expect_nothing_after([](rig& r) {
        until_cancelled<deadline_exceeded>(r, [&r] { r.run(left_size.tasks, 4ms); });
    });
}

std::vector<contender> sleeping_and_conversing() {
    auto found = contenders_on(test_registry(), "counting");
    for (const char* const workload : {"failing_tcp", "failing_dialogue"}) {
        const auto more = contenders_on(test_registry(), workload);
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

INSTANTIATE_TEST_SUITE_P(Every, LeftBehind, testing::ValuesIn(sleeping_and_conversing()),
                         contender_name());

} // namespace
} // namespace crossover::tests
