/// The values of a workload's parameters, and the sentences that refuse them.

#include "workloads/support/parameters.hpp"

#include "base/error.hpp"

#include <array>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::array<std::string_view, 3> lamp_colours{"red", "green", "blue"};
constexpr std::array lamp_parameters{
    parameter{"wait_us", unit::us, 5, 1, 100, ""},
    parameter{"colour", unit::choice, 1, 0, 2, "", lamp_colours},
    text_parameter("command", "true", ""),
    written_parameter("shape", "constant", "", [](std::string_view /*text*/) {})};

parameters lamp(const std::map<std::string, std::int64_t>& given, const run_settings& run = {}) {
    return {"lamp", lamp_parameters, given, run};
}

/// The sentence with which something is refused.
template <class Call>
std::string refusal_by(Call call) {
    try {
        call();
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "accepted";
}

TEST(WorkloadParameters, AreDefaultsUntilTheyAreGiven) {
    EXPECT_EQ(lamp({})["wait_us"], 5);
    EXPECT_EQ(lamp({})["colour"], 1);
    EXPECT_EQ(lamp({}).text("command"), "true");
    EXPECT_EQ(lamp({{"wait_us", 100}})["wait_us"], 100);
    EXPECT_EQ(lamp({{"wait_us", 1}}).values(),
              (std::map<std::string, std::int64_t>{{"colour", 1}, {"wait_us", 1}}));
}

TEST(WorkloadParameters, AreBroughtByTheRunWhereTheyAreTexts) {
    const auto p = lamp({}, {.rates = {{"spin", 2.5}},
                             .texts = {{"command", "date"}, {"shape", "fixed"}, {"dsn", "x"}},
                             .seed = 9});
    EXPECT_EQ(p.text("command"), "date");
    EXPECT_EQ(p.text("shape"), "fixed");
    EXPECT_EQ(p.rate("spin"), 2.5);
    EXPECT_EQ(p.rate("sha256"), 0) << "it was not calibrated";
    EXPECT_EQ(p.seed(), 9U);
    EXPECT_THROW(static_cast<void>(p.text("dsn")), std::logic_error) << "another workload's";
    EXPECT_THROW(static_cast<void>(p["dsn"]), std::logic_error);
}

TEST(WorkloadParameters, AreRefusedOutsideOfTheirRange) {
    const std::string range = "give a value from 1 to 100";
    for (const std::int64_t wrong : {0, 101, -1}) {
        EXPECT_EQ(refusal_by([&] {
                      lamp({{"wait_us", wrong}});
                  }),
                  "parameter wait_us of workload lamp is " + std::to_string(wrong) + "; " + range);
    }
}

TEST(WorkloadParameters, AreRefusedByANameThatNobodyKnows) {
    EXPECT_EQ(refusal_by([] {
                  lamp({{"wait_ms", 1}});
              }),
              "workload lamp has no parameter 'wait_ms'; it takes wait_us, "
              "colour, shape; did you "
              "mean wait_us?");
    EXPECT_EQ(refusal_by([] {
                  parameters("noop", {}, {{"x", 1}}, {});
              }),
              "workload noop has no parameter 'x'; it takes none");
    EXPECT_EQ(refusal_by([] {
                  lamp({{"command", 1}});
              }),
              "parameter command of workload lamp is a text, one for the whole "
              "run; give it as "
              "--param=command=TEXT beside the cell");
}

TEST(WorkloadParameters, OfAChoiceAreThePlaceOfTheirWord) {
    EXPECT_EQ(read_choice("lamp", lamp_parameters[1], "blue"), 2);
    EXPECT_EQ(refusal_by([] { read_choice("lamp", lamp_parameters[1], "gren"); }),
              "parameter colour of workload lamp is 'gren'; give one of red, "
              "green, blue; did you "
              "mean green?");
}

TEST(WorkloadParameters, HaveANearestName) {
    const std::vector<std::string> known{"gather", "semaphore", "thread_pool"};
    EXPECT_EQ(nearest_name("gahter", known), "gather");
    EXPECT_EQ(nearest_name("thread_", known), "thread_pool");
    EXPECT_EQ(nearest_name("thread", known), "") << "five letters are too many for one of six";
    EXPECT_EQ(nearest_name("semaphores", known), "semaphore");
    EXPECT_EQ(nearest_name("x", known), "") << "none is near";
    EXPECT_EQ(nearest_name("x", {}), "");
}

} // namespace
} // namespace crossover::tests
