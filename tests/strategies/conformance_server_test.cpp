/// A server that dies in the middle of a batch: every contender says so, soon, and names the task.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/strategies/test_registry.hpp"
#include "tests/strategies/test_workloads.hpp"
#include "tests/support/left_behind.hpp"

#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

class ConformanceServer : public testing::TestWithParam<contender> {
protected:
    static pid_t server_of(bench::live_workload& work) {
        if (auto* found = dynamic_cast<bench::typed_workload<failing_dialogue>*>(&work)) {
            return found->work.server_pid();
        }
        return dynamic_cast<bench::typed_workload<failing_tcp>&>(work).work.server_pid();
    }
};

std::vector<contender> contenders_with_a_server() {
    auto found = contenders_on(test_registry(), "failing_t");
    std::erase_if(found, [](contender c) { return c->workload == "failing_timer"; });
    return found;
}

TEST_P(ConformanceServer, DeathIsAnErrorThatNamesATask) {
    const auto use = [] {
        // No task fails by itself, and none has its reply when the server dies.
        rig r(test_registry(), *GetParam(), {.tasks = 40, .limit = 4},
              {{"victim", 1000}, {"wait_us", 2'000'000}});
        const pid_t server = server_of(r.work());
        std::jthread killer([server] {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            ::kill(server, SIGKILL);
        });
        const auto start = now_ns();
        try {
            r.run();
            ADD_FAILURE() << r.where() << ": no error came through";
        } catch (const error& broken) {
            EXPECT_EQ(broken.code(), exit_code::server_failed)
                << r.where() << ": " << broken.what();
            EXPECT_NE(std::string(broken.what()).find("task "), std::string::npos) << broken.what();
        }
        EXPECT_LT(now_ns() - start, 5'000'000'000);
    };
    in_a_fit_process(*GetParam(), [&] {
        use();
        const auto before = census::take();
        use();
        EXPECT_EQ(census::left_since(before, threads_kept(*GetParam(), 4)), "");
    });
}

INSTANTIATE_TEST_SUITE_P(Every, ConformanceServer, testing::ValuesIn(contenders_with_a_server()),
                         contender_name());

} // namespace
} // namespace crossover::tests
