/// The steps of a request: how they are written, what each takes, and what is refused.

#include "workloads/support/steps.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace crossover::tests {
namespace {

using workloads::drawn_steps;
using workloads::read_steps;
using workloads::request_step;

drawn_steps steps_of(const std::string& text) {
    static constexpr std::array list{written_parameter("steps", "", "", [](std::string_view) {})};
    return drawn_steps(parameters("request", list, {}, {.rates = {}, .texts = {{"steps", text}}}));
}

TEST(Steps, AreReadInTheirOrder) {
    const auto steps =
        read_steps("tcp 2ms; cpu 100us exponential;all(tcp 0.5ms lognormal(1) x 4) ; sleep 1s");
    ASSERT_EQ(steps.size(), 4U);
    EXPECT_EQ(steps[0].what, request_step::kind::tcp);
    EXPECT_EQ(steps[0].mean_us, 2000);
    EXPECT_TRUE(steps[0].around.is_constant());
    EXPECT_EQ(steps[1].what, request_step::kind::cpu);
    EXPECT_FALSE(steps[1].around.is_constant());
    EXPECT_EQ(steps[2].calls, 4U);
    EXPECT_EQ(steps[2].mean_us, 500);
    EXPECT_EQ(steps[3].what, request_step::kind::sleep);
    EXPECT_EQ(steps[3].mean_us, 1'000'000);
}

TEST(Steps, ThatCannotBeAreRefusedWithTheirPlace) {
    const std::pair<const char*, const char*> wrong[] = {
        {"", "step 1 is ''"},
        {"tcp 2ms;", "step 2 is ''"},
        {"tcp", "'' is no time"},
        {"tcp 2", "'2' is no time"},
        {"tcp 0us", "'0us' is no time"},
        {"tcp 2h", "'2h' is no time"},
        {"tcp 2ms; disk 1ms", "step 2 is 'disk 1ms'"},
        {"cpu 1ms lognormal(9)", "lognormal(9)"},
        {"all(tcp 5ms)", "how many calls"},
        {"all(tcp 5ms x 0)", "how many calls"},
        {"all(tcp 5ms x 65)", "how many calls"},
        {"all(cpu 5ms x 2)", "calls at once are tcp's"},
        {"all(tcp 5ms x 2", "does not end"},
        {"first(tcp 5ms x 0)", "how many calls"},
        {"first(cpu 5ms x 2)", "calls at once are tcp's"},
        {"quorum(tcp 5ms x 4)", "how many calls"},
        {"quorum(0, tcp 5ms x 4)", "how many of its 4 calls are needed"},
        {"quorum(5, tcp 5ms x 4)", "how many of its 4 calls are needed"},
        {"quorum(two, tcp 5ms x 4)", "how many of its 4 calls are needed"},
        {"quorum(2, tcp 5ms x 4", "does not end"},
        {"cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;"
         "cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us;cpu 1us",
         "at most 16 steps"}};
    for (const auto& [text, why] : wrong) {
        try {
            static_cast<void>(read_steps(text));
            ADD_FAILURE() << text << " was taken";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::bad_input) << text;
            EXPECT_NE(std::string(refused.what()).find(why), std::string::npos) << refused.what();
        }
    }
}

TEST(Steps, OfATaskTakeWhatTheyAreDrawnToTake) {
    const auto drawn = steps_of("tcp 2ms lognormal(1); cpu 100us; all(tcp 5ms exponential x 3)");
    EXPECT_TRUE(drawn.waits_differ());
    EXPECT_FALSE(drawn.computing_differs());
    EXPECT_EQ(drawn.calls(), 4U);
    EXPECT_EQ(drawn.most_at_once(), 3U);
    EXPECT_EQ(drawn.mean_wait_ns(), 7'000'000);
    for (std::size_t task = 0; task < 50; ++task) {
        const auto longest =
            std::max({drawn.ns(task, 2, 0), drawn.ns(task, 2, 1), drawn.ns(task, 2, 2)});
        EXPECT_EQ(drawn.wait_ns(task), drawn.ns(task, 0) + longest);
        EXPECT_EQ(drawn.cpu_ns(task), 100'000);
        EXPECT_NE(drawn.ns(task, 2, 0), drawn.ns(task, 2, 1)) << "each call has a draw of its own";
    }
}

TEST(Steps, NeedAllOrTheFirstOrAQuorumOfTheirCalls) {
    const auto steps =
        read_steps("all(tcp 1ms x 4); first(tcp 1ms x 4); quorum(3, tcp 1ms "
                   "bimodal(0.1,5) x 4);quorum( 4 , tcp 1ms x 4); first(tcp 1ms x 1)");
    ASSERT_EQ(steps.size(), 5U);
    const std::size_t needed[] = {4, 1, 3, 4, 1};
    const bool race[] = {false, true, true, false, false};
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_EQ(steps[k].needed, needed[k]) << k;
        EXPECT_EQ(steps[k].is_race(), race[k]) << k;
    }
    EXPECT_FALSE(steps[2].around.is_constant());
}

TEST(Steps, OfARaceWaitForAsManyAsTheyNeed) {
    const auto drawn = steps_of("quorum(2, tcp 5ms exponential x 3); first(tcp 5ms uniform x 2)");
    EXPECT_EQ(drawn.calls(), 5U);
    EXPECT_EQ(drawn.needed(), 3U);
    for (std::size_t task = 0; task < 50; ++task) {
        std::array<std::int64_t, 3> each{drawn.ns(task, 0, 0), drawn.ns(task, 0, 1),
                                         drawn.ns(task, 0, 2)};
        std::ranges::sort(each);
        EXPECT_EQ(drawn.wait_ns(task),
                  each[1] + std::min(drawn.ns(task, 1, 0), drawn.ns(task, 1, 1)));
    }
}

TEST(Steps, NumbersOfCallsAreReadBack) {
    const auto number = workloads::call_number(123'456'789, 15, 63);
    EXPECT_EQ(workloads::task_of(number), 123'456'789U);
    EXPECT_EQ(workloads::step_of(number), 15U);
    EXPECT_EQ(workloads::call_of(number), 63U);
}

} // namespace
} // namespace crossover::tests
