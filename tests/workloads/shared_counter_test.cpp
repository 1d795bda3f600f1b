/// No increment is lost under any protection, whoever runs the tasks; without one the loss is
/// found, and tasks of one thread need none.

#include "workloads/shared_counter.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/keep.hpp"
#include "tests/strategies/conformance.hpp"
#include "tests/support/sanitizers.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

using workloads::shared_counter;

enum : std::int64_t { none, atomic, lock, queue }; ///< places in shared_counter::protections

/// The workload on its own, each task adding so often.
parameters with(std::int64_t protection, std::int64_t increments) {
    return {"shared_counter",
            shared_counter::parameter_list,
            {{"protection", protection}, {"increments", increments}},
            {}};
}

class SharedCounter : public testing::TestWithParam<contender> {
protected:
    static constexpr std::size_t tasks = 64;

    [[nodiscard]] static const bench::contender_entry& entry() { return *GetParam(); }

    /// Runs tasks that are long enough for every worker to get one, at limit 4.
    static void run(std::int64_t protection) {
        const std::int64_t increments = under_sanitizer ? 500 : 5000;
        rig r(bench::all(), entry(), {.tasks = tasks, .limit = 4},
              {{"protection", protection}, {"increments", increments}});
        r.expect_right_batch();
        r.expect_right_batch();
    }
};

TEST_P(SharedCounter, LosesNoIncrementUnderAnyProtection) {
    for (const auto protection : {atomic, lock, queue}) {
        in_a_fit_process(entry(), [&] { run(protection); });
    }
}

TEST_P(SharedCounter, NeedsNoProtectionOnOneThreadAndIsUnfitOnSeveral) {
    in_a_fit_process(entry(), [] {
        constexpr std::int64_t increments = 20'000;
        rig r(bench::all(), entry(), {.tasks = tasks, .limit = 4},
              {{"protection", none}, {"increments", increments}});
        const std::set<std::string> one_thread{"sequential", "blocking_gather"};
        if ((on_a_loop(entry()) || one_thread.contains(entry().strategy)) &&
            entry().engine != "asio_cores") {
            r.expect_right_batch();
            return;
        }
        std::string reason; // on a busy machine one thread may run a whole batch: then it lost
                            // nothing, and is right
        for (const auto until = now_ns() + 20'000'000'000; reason.empty() && now_ns() < until;) {
            r.run();
            try {
                r.work().end_batch(tasks);
            } catch (const unfit& told) {
                reason = told.what();
            }
        }
        EXPECT_NE(reason.find("increments were lost"), std::string::npos)
            << r.where() << ": " << reason;
    });
}

INSTANTIATE_TEST_SUITE_P(Every, SharedCounter,
                         testing::ValuesIn(contenders_on(bench::all(), "shared_counter")),
                         contender_name());

TEST(SharedCounterTotal, ThatMissesOneIncrementVoidsTheBatch) {
    for (const auto protection : {none, atomic, lock, queue}) {
        const shared_counter work(with(protection, 10));
        work.begin_batch();
        keep(work.compute(0, 0));
        EXPECT_NO_THROW(work.end_batch(1));
        try {
            work.end_batch(2);
            ADD_FAILURE() << "ten increments passed for twenty";
        } catch (const error& lost) {
            EXPECT_EQ(lost.code(), exit_code::invalid_measurement);
            EXPECT_NE(std::string(lost.what()).find("is 10 after 20 increments"), std::string::npos)
                << lost.what();
        }
        work.begin_batch();
        EXPECT_NO_THROW(work.end_batch(0)) << "a batch begins at 0";
    }
}

/// The race itself: two threads without protection do lose increments, sooner or later.
TEST(SharedCounterTotal, IsShortWhenTwoThreadsRaceForIt) {
    constexpr std::int64_t increments = 1'000'000;
    const shared_counter work(with(none, increments));
    const auto until = now_ns() + 30'000'000'000;
    for (bool lost = false; !lost;) {
        ASSERT_LT(now_ns(), until) << "no increment was lost";
        work.begin_batch();
        {
            const std::jthread other([&] { keep(work.compute(0, 0)); });
            keep(work.compute(1, 0));
        }
        try {
            work.end_batch(2);
            ADD_FAILURE() << "two threads passed for one";
        } catch (const unfit& told) {
            lost = std::string(told.what()).find(": 0 of ") == std::string::npos;
        }
    }
}

TEST(SharedCounterChoice, IsReadByItsWord) {
    const auto& choice = shared_counter::parameter_list[1];
    EXPECT_EQ(read_choice("shared_counter", choice, "none"), none);
    EXPECT_EQ(read_choice("shared_counter", choice, "queue"), queue);
    try {
        read_choice("shared_counter", choice, "atmic");
        ADD_FAILURE() << "a misspelt word was taken";
    } catch (const error& unknown) {
        EXPECT_EQ(unknown.code(), exit_code::bad_input);
        EXPECT_NE(std::string(unknown.what()).find("did you mean atomic?"), std::string::npos)
            << unknown.what();
    }
}

} // namespace
} // namespace crossover::tests
