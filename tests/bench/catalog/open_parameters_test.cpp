/// How requests arrive: what is written, and the times that it stands for.

#include "bench/catalog/open_parameters.hpp"

#include "base/error.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using bench::arrival_pattern;
using bench::quiet_start_ns;

std::string refusal_of_arrivals(const std::string& text) {
    try {
        static_cast<void>(arrival_pattern(text));
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "accepted";
}

parameters arriving(const std::map<std::string, std::int64_t>& given, const std::string& how) {
    return {"noop",
            bench::open_parameters,
            given,
            {.rates = {}, .texts = {{"arrivals", how}}, .seed = 4}};
}

TEST(OpenParameters, LetRequestsComeAsAClockTicks) {
    EXPECT_EQ(arrival_pattern("constant").draw(4, 500, 1),
              (std::vector<std::int64_t>{quiet_start_ns, quiet_start_ns + 2'000'000,
                                         quiet_start_ns + 4'000'000, quiet_start_ns + 6'000'000}));
    EXPECT_TRUE(arrival_pattern("constant").draw(0, 500, 1).empty());
}

TEST(OpenParameters, LetBurstsComeAtRandom) {
    const auto when = arrival_pattern("bursts(3)").draw(9, 1000, 1);
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_EQ(when[i], when[i / 3 * 3]) << i;
    }
    EXPECT_LT(when[0], when[3]);
    EXPECT_LT(when[3], when[6]);
    EXPECT_NE(when[3] - when[0], when[6] - when[3]);
    EXPECT_EQ(arrival_pattern("bursts(1)").draw(9, 1000, 1),
              arrival_pattern("poisson").draw(9, 1000, 1));
}

TEST(OpenParameters, AreRefusedWithWhatIsAllowed) {
    EXPECT_EQ(refusal_of_arrivals("random"),
              "arrivals 'random' are unknown; give poisson, constant or bursts(K)");
    for (const auto* const wrong : {"bursts(0)", "bursts(10001)", "bursts()", "bursts(2x)"}) {
        EXPECT_NE(refusal_of_arrivals(wrong).find("with K from 1 to 10000"), std::string::npos);
    }
    EXPECT_EQ(refusal_of_arrivals("bursts(10000)"), "accepted");
    EXPECT_EQ(refusal_of_arrivals("poisson"), "accepted");
}

TEST(OpenParameters, StandBehindAWorkloadsOwn) {
    constexpr std::array own{parameter{"boards", unit::count, 1, 0, 9, ""}};
    std::vector<std::string_view> names;
    for (const auto& p : bench::with_open_parameters(own)) {
        names.push_back(p.name);
    }
    EXPECT_EQ(names, (std::vector<std::string_view>{"boards", "rate", "arrivals", "queue"}));
    for (const auto& p : bench::open_parameters) {
        EXPECT_TRUE(p.unsaid) << p.name << ": a cell without a rate mentions none";
    }
}

TEST(OpenParameters, MakeACellOfRequestsOnceThereIsARate) {
    EXPECT_FALSE(bench::is_open(arriving({}, "constant")));
    EXPECT_TRUE(bench::is_open(arriving({{"rate", 1}}, "constant")));
    EXPECT_FALSE(bench::is_open(parameters("cold", {}, {}, {}))) << "it takes no rate";
}

TEST(OpenParameters, SayWhenTheLastRequestComes) {
    EXPECT_EQ(bench::last_arrival_ns(arriving({{"rate", 1000}}, "constant"), 11),
              quiet_start_ns + 10'000'000);
    EXPECT_EQ(bench::last_arrival_ns(arriving({{"rate", 1000}}, "poisson"), 11),
              arrival_pattern("poisson").draw(11, 1000, 4).back());
    EXPECT_EQ(bench::last_arrival_ns(arriving({{"rate", 1000}}, "constant"), 0), 0);
    EXPECT_EQ(bench::last_arrival_ns(arriving({}, "constant"), 11), 0);
}

TEST(OpenParameters, BoundTheQueueUnlessItIsNegative) {
    EXPECT_EQ(bench::queue_of({{"queue", 0}}), 0U);
    EXPECT_EQ(bench::queue_of({{"queue", 7}}), 7U);
    EXPECT_FALSE(bench::queue_of({{"queue", -1}}));
    EXPECT_FALSE(bench::queue_of({{"rate", 7}}));
}

} // namespace
} // namespace crossover::tests
